"""Loading without a command line: files come in, and a process of its own loads them.

The pages are given an `Uploads` (`onestop.uploads.service`); the import is left to whoever
needs it, because the loading process begins here too and must begin fast.
"""
