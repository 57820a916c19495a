"""What versions of an API have in common, where they stand side by side.

In: the planned packages of several versions. Out: their plans with each class that did not change
in one place, which all of them import. Read `types_in_common.py` first; `structures.py` decides
which classes are the same.
"""
