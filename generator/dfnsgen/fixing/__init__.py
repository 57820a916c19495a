"""Mending somebody's code where a new version of an emitted package breaks it.

In: a folder of code, the package's surface before, what changes. Out: the files as they should be,
and the places that are left, each with its reason. Nothing is run or written here.

Read first: `fix`, the front door. `tree` is a file as a tree that prints back byte for byte,
`edits` what is put into one. `choosing` finds the edit of each place that `usage` found, with the
help of `successors` (what is called how now), `imports` (names that a module binds) and `growing`
(cases for what a union or enum has now). The types of the result are in `result`, and `patch`
prints it. libcst is imported by these modules alone, and these are imported by `dfnsgen update
--fix` alone: it is an extra of the distribution.
"""
