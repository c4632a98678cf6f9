"""Everything the pages say, in Vietnamese and English; figures are labelled where declared.

`speech` knows the language of a request, `sentences` finds a sentence by its key; each
other module holds the sentences of one room of the house.
"""
