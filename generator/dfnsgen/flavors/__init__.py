"""Models of other kinds: pydantic, msgspec, typed dictionaries.

In: the Api and its Names. Out: the files of a package. Read `package` first. `typed` writes a
document in which all is decided already (`class_names` keeps its names free of those that a module
imports, `tags` brings unions to what msgspec can tell apart); `datamodel_code` has it printed by
datamodel-code-generator, with our templates; `in_place` puts constrained types where they belong.
`limits` reports what the models don't check. pydantic's models come with the client of our own.
"""
