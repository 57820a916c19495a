"""Fast verdicts: schemas compiled to boolean expressions.

In: the definitions of an API and the schemas of its codecs. Out: the plan of `checks.py`, in which
each schema is one function that a good value passes in one go. What a function calls valid is
valid; where it says no or raises, the interpreter of the package judges by the exact schema. So a
compiler of this kind may always give up, and never guess. Before:

    {"type": "object", "required": ["id"], "additionalProperties": false,
     "properties": {"id": {"type": "string", "maxLength": 8}}}

As a `Test`, here without the names of its nodes:

    class_of(VALUE) is dict
    both(class_of(VALUE) is str, len(VALUE) <= 8)        of VALUE["id"], as `x`
    len(VALUE) == 1

After:

    def check_pet(v: Any) -> bool:
        return v.__class__ is dict and ((x := v["id"]).__class__ is str and …) and len(v) == 1

`v["id"]` may raise KeyError, which counts as no. Where a valid value may fail a part, as each but
one variant of a union does, that part is *careful*: it asks with `get`, and never raises. A part is
*exact* where its no is as sure as its yes. Only such a part may stand below `not`, or be counted in
a `oneOf`; since a check may call checks that are written later, all are compiled again where one
of them turned out not to be exact.

Read the shelf `expressions` (the nodes), `tests` (what is known of them, and where they stand),
`survey` and `weights` (what is known before a check is written),
`values`, `objects` and `schemas` (the keywords), then `checks`.
"""
