"""The kinds of change, each under an id that stays.

In: nothing. Out: the rules by id: what is compared, the message, and the rule of the way back. No
rule has a level: `diff.semantics` derives it from each edit's effect and direction.

Read first: `rule` (what one is, and how they are made), then `schema_rules`, `operation_rules`.
"""
