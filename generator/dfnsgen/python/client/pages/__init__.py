"""How an operation pages: recognised, configured, or declared for other generators.

In: an operation, its answer, the names that a profile or configuration gives such things. Out:
Pages. Read `paging.py` first; `styles.py` has the ways to choose a page, `extensions.py` those that
documents declare.
"""
