"""What a user of a package meets first: `Client`, `AsyncClient`, and the package's `__init__`.

In: the API, the planned namespaces, a profile, options. Out: ClientPlan and InitPlan. Read
`clients.py` first; `options.py` has the arguments that every client takes, `security.py` those of
the document's schemes, `init.py` the names that the package offers.
"""
