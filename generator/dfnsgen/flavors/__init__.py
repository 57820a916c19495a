"""Models of other kinds: pydantic, msgspec, typed dictionaries.

In: the Api and its Names. Out: the files of a package. The models are written by
datamodel-code-generator, which gets a document in which all is decided already.
"""
