"""What the specification's own validator says of a document, asked beside the other work.

In: a repaired document. Out: findings, from the cache where the same was judged before. Read
`verdict` first: it runs `_spec_validator` in a process of its own, on `parts` of the document that
can be judged apart. The validator takes seconds: it is asked as soon as there is a document, and
waited for last.
"""
