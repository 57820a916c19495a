"""The API as typed values: schemas merged, unions discriminated, structures named by their place.

In: a Document in its 3.1 form (`loader`). Out: an `Api`, immutable and free of any target language,
and what was noticed. The front door is `build.build_api`; read it first, then `api` for what comes
out. On the way a schema is parsed (`schemas`), merged and placed (`merging`) and given the type
that it has in a program (`shapes`): all of it to the letter (`letter`), then once more what means
more than it says (`intended`). Nothing is read from files here, and no name of Python is chosen.
"""
