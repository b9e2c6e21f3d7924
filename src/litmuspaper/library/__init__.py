"""The reader's state and its only writer: one SQLite file, raw bytes by their sha256, one writer at a time.

Start at `store.Library`. What is acknowledged is durable: a method that returned has its data on the disk.
"""
