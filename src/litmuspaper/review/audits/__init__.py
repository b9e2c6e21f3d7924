"""The audits: one a file, each a pure function from a document to what it found."""
