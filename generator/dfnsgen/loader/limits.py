"""How much a document may hold. A document comes from a stranger: each of these is a refusal.

The largest public OpenAPI documents have 47 MB and two million values; the deepest has 40 levels.
"""

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200
MAX_VALUES = 4_000_000
"""Values in a document once its aliases are written out: what an alias bomb runs into."""
MAX_MERGED = 200_000
"""Members that YAML merge keys bring along: those are copied, not shared."""
MAX_DIGITS = 4300
"""Digits of an integer, as Python's own limit; also bounds the exponent of a decimal."""
MAX_FILES = 1000
"""Files that one document may be joined of."""
MAX_VERDICTS = 200
"""Findings of one kind that the specification's validator hands on."""
