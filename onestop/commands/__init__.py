"""The commands of `onestop`, by what a person wants: set up, load, ask, look, check, show."""
