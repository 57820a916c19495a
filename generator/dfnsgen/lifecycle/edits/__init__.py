"""What somebody changed in emitted files, carried over to the next version of them.

In: a package's folder, its lock, the files to be written. Out: edits, and texts that keep them.
Read `edits` first; `merge` puts two changes of one text together.
"""
