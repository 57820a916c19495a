"""The tests of a program, run against an API of tomorrow.

In: two versions of a document, the options of a package, a command. Out: which tests fail, by which
change; which breaking changes no test covers. Read `rehearse` first.
"""
