"""What the author of an API means, where that is more than JSON Schema says.

In: the parsed schemas of a document. Out: the same schemas as they are meant, with the same merging
and the same shapes to follow; codecs, checks and types are made of these. Where nothing is meant
that isn't written there is no second model. VALIDATORS and the diff hold to the letter.
Read `meaning.py` first; `discriminators.py`, `inheritance.py` and the rest are one kind each.
"""
