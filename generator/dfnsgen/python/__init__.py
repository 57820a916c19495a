"""From the API to the plan of a package: which names, which types, which functions, in which file.

In: the API and options. Out: a `PackagePlan`: for each file a template and the parts that it lays
out; nothing is left to decide, and nothing is printed here. Read `package.py` first, which calls
the shelves in their order, then `plan.py`, what they fill.

- `source/`: Python text that is safe to print, types as values, and the imports they need
- `names/`: the Python names of all that the API has
- `models/`: classes and aliases
- `checks/`, `codecs/`: functions that judge JSON, build typed values and write them back
- `client/`: methods, credentials, servers, webhooks, and the package's `__init__`
"""
