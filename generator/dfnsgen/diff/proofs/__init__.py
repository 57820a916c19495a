"""Proofs that a change breaks somebody.

In: changes with the edits at their places. Out: the changes, with a value, a request or an answer
that one version accepts and the other rejects, or marked as unproven.

Read first: `proofs`, then `messages` (what is tried) and `exchange` (what a version says of it).
"""
