"""The regular expressions of ECMA-262, which JSON Schema's `pattern` holds.

In: the text of a pattern. Out: the same language as an expression of Python's `re`, or as a set of
texts that can be joined and cut with others. What can't be said exactly is refused with a reason.
Nothing here knows a schema or a document.

Read first: `ecma_regex` (the translation), then `_ecma_syntax`, which reads the text into a tree
over the sets of `_code_points`. `regular` stands alone: it searches for texts.
"""
