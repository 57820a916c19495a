"""Where somebody's code uses what changes in an emitted package.

In: a folder of code, the package's surface before, and what changes. Out: places, each sure or a
guess; the calls of each method; what couldn't be read. Nothing of the code is imported or run.

Read first: `kinds` (what a value may be), then `usage`, the front door. `sources` reads the files,
`scopes` walks through their statements with the kinds of all names, `expressions` finds the kind of
an expression: of the package's own names through `offers`, of the code's through `definitions`.
`narrowing` says what a test says of a value, `touches` which changes an expression meets.
`second_judge` asks a type checker, `judged` joins its errors to what was found.
"""
