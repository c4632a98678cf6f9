"""Answers as plain data, one maker for the command line and the API: they cannot disagree."""
