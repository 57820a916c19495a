"""Values that one version accepts and the other rejects, and the verdicts on them.

In: two schemas of the same values. Out: such values, the plainest first. Every verdict is that of
the evaluator that emitted validators use; what is found is certain, what isn't proves nothing.

Read first: `search`, which takes values from `candidates` and asks `verdicts`.
"""
