"""Codecs: from JSON to typed values and back.

In: the definitions of an API, its names, the checks. Out: the plans of `codecs.py` (functions that
build models, and the table of codecs), of `_schemas.py` (the exact schemas, as text), and of
`_writers.py` (models to JSON text). Builders run after a check and look only where they must
choose. Before:

    {"required": ["id"], "properties": {"id": {"type": "string"}, "tag": {"$ref": "…/Tag"}}}

After:

    def build_pet(v: Any) -> Any:
        m, m.extras_, m.id = new(models.Pet), None, v["id"]
        m.tag = None if (x := v.get("tag")) is None else build_tag(x)
        return m if K.Pet(v) else extended(m, v)

    CODECS = {"Pet": (checks.check_pet, build_pet, NUMBERLESS)}

Read `uses` (which codec is where), `shapes` (the expression that builds a value), `functions`, then
`codecs`; `schema_texts` and `writers` stand alone.
"""
