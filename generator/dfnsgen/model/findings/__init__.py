"""What is noticed about a model: nothing is changed here.

In: the Api and its Document. Out: diagnostics, or pointers of what is in no output. `findings` is
read first; `patterns` is asked apart, once what was asked for is chosen.
"""
