"""The pages: figures that draw, components that repeat, pages that wire.

It asks onestop.storage for numbers and refuses to compute one.
"""
