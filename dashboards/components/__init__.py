"""Pieces that pages repeat: heads, cards, tables, charts with their tables, drawn states.

They take what is already counted and say it; they never ask the store.
"""
