"""Two versions of an operation or webhook, and all that stands around their schemas.

In: matched operations of both Apis, and the Pairs that compare their schemas. Out: edits, and for
each operation the pairs of schemas that it holds, with the direction in which their values travel.
What belongs to no operation (servers, texts, unused components) is here as well.

Read first: `operation_pair` (what is collected of one operation), then `operations`, which calls
`parameters`, `bodies` and `answers`. `existence` makes the edits of whole operations; `selection`
says which are asked for.
"""
