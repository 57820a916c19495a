"""The plan of `models.py`: a class for each object, an alias for each union, enum and other type.

In: the API's definitions and their names. Out: Declarations, whose fields and types are values.
Read `models.py` first; `fields.py` decides how a property that may be absent or null is held,
`annotations.py` which Python type a shape has. Templates: `models.py.jinja`, `declarations.jinja`.
"""
