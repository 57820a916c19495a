"""Two schemas side by side, down to the last keyword.

In: pairs of schemas, as operations hold them. Out: a graph: for each pair its edits, and links to
the pairs that it refers to, so that a shared schema is compared once and affects all who use it.

Read first: `scope` (where a comparison stands, and what it finds), then `pairs`, which alone knows
the others: `notes`, `null`, `values`, `unions`, `objects`, `opaque`. Those know no one but `scope`:
what is further in they leave to be compared later. `undecided` asks the search of values.
"""
