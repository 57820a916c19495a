"""The Python names of definitions, operations, namespaces and fields.

In: the API, and what an earlier package was named. Out: `Names`. A name comes from the lock, the
component, a title or the place where it stands; never from a counter. Read `names.py` first, what
the others give; `structure_names.py` is where inline structures get theirs, `spelling.py` how a
text becomes an identifier, `remembering.py` what the lock keeps.
"""
