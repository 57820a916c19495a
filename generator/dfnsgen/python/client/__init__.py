"""The plan of what makes calls: the clients, a namespace for each tag, webhooks, and `__init__`.

In: the API, its names and codecs, a profile, options. Out: FilePlans whose contexts are the types
of `plan.py`: read that first, then `client.py`, which makes one file after the other. `methods.py`
decides what a method takes and gives, `constants.py` what the runtime is told of its operation.
`front/` plans the clients themselves, `pages/` how lists are paged.
Templates: `client/*.jinja`; `operation.jinja` and `arguments.jinja` lay out the parts.
"""
