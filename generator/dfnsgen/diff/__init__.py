"""What changed between two versions of an API, whom it breaks, and what proves it.

In: two Apis, and two plans of packages. Out: Changes and BindingChanges, and reports of them. Reads
no file and prints nothing.

Read first: `change` (the words: Edit, Change, Affected), then `compare`, whose four steps lead to
everything else: `matching` and `operations` find what differs, `schemas` how, `collect` puts
together what has one cause, `semantics` judges it, `proofs` proves it. `bindings` compares the
packages, `accepted` takes out what somebody has accepted, `equivalents` lists mere spellings,
`report` writes.
"""
