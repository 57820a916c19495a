"""Python as values: text that no document can break out of, types, and the imports they need.

In: values and texts that nobody trusts. Out: `Source`, `Annotation`, `Imports`: the parts that
plans hold and templates print. Read `source.py` first, then `annotation.py` and `imports.py`.
"""
