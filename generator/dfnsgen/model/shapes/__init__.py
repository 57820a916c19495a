"""What a type can say of a schema: the form that classes and signatures are made of.

In: definitions. Out: a `Shape` for each. Read `shape` first, then `shapes`; `discriminate` finds
how a decoder knows the variant of a union. What a shape can't say stays in the schema, is checked
there, and is never dropped.
"""
