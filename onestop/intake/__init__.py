"""Dossiers that other systems push: loaded at once, by a process that stays ready for the next.

The pages' desk (`onestop.uploads`) starts a process for each upload; a push is a few dossiers,
many times a day, and must not pay for that.
"""
