"""What the pages ask of the store, shaped for a page: plain rows, never components.

It asks `onestop.storage` and refuses to count, to draw, or to say a sentence.
"""
