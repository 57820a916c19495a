"""How a command ends.

In: nothing. Out: the codes, which the README promises.
"""

DONE = 0
STALE = 1
"""Something would change, or breaks."""
REFUSED = 2
BUG = 3
INTERRUPTED = 130
