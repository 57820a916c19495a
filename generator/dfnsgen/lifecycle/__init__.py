"""What happens after the first generation: comparing versions, updating, vendoring, watching.

In: Options, names of versions, repositories. Out: reports, changelogs, packages and the files that
change with them. Read `versions` first (one version of an API, by whatever name a user gives it),
then `update` and `vendor`, the two that write; `together` and `edits` are how they lose nothing.
"""
