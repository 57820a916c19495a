"""Python expressions as values, which checks, builders and writers are made of.

In: names, constants, and each other. Out: trees with `VALUE` in the place of what they are about,
which one printer makes text of. Read `expression` (the nodes, and how something is put in the
place of the value), then `printing`.
"""
