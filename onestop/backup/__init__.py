"""A whole installation in one file, and back: the store, the kept files, the office's config."""
