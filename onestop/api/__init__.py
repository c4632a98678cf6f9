"""The REST API under /api/v1: what the command line answers, over HTTP, within the caller's rights.

It asks `onestop.answers` and hands on; no number is made here.
"""
