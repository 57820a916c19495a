"""From what is written to what is meant: one schema without `allOf` for each distinct structure.

In: parsed schemas. Out: definitions, each flat, with references to others in the place of nested
structures. Read `flatten` first: it takes `allOf` apart with `merge`, which makes two schemas one.
`bases` says what a base with a discriminator means, and `hoist` gives each structure its place. A
merged schema accepts exactly the same values as before.
"""
