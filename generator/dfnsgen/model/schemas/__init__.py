"""A schema to the letter: every assertion of JSON Schema 2020-12 as a typed field.

In: a node of the tree. Out: a `Schema`, what it holds, its signature, and its JSON form again. Read
`schema` first, then `parse`; which keywords there are says the table in `dfnsgen.keywords`.
`children` walks, `signature` says which schemas are equal, `references` and `recursion` where
references lead and which lead back, `json_schema` writes. Nothing is interpreted here: `allOf`
stays `allOf`.
"""
