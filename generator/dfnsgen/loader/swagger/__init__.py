"""Swagger 2.0 to OpenAPI 3.0, with places kept: what is converted answers with where it was read.

In: the tree as written. Out: the same API as OpenAPI 3.0 has it. Read `document` first; it hands
parameters and bodies to `parameters`, answers to `responses` and schemas to `schemas`.
"""
