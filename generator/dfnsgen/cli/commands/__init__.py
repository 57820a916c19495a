"""What each command does, a module each.

In: a Terminal and a Given, the values of the options that a command line names. Out: lines, files,
an exit code; a Refused where the input can't be used, which `cli.app` prints. Nothing is decided
here that another stage could decide. Read `generate` first: the others are built as it is.
"""
