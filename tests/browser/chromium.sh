#!/bin/sh
# Debian's Chromium for the browser tests, where this user may install it; they skip, and say so, where not.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium for the browser tests"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu; } >/dev/null 2>&1
fi
command -v chromium >/dev/null 2>&1 || echo "chromium is not installed: the browser tests will be skipped"
