"""The kinds of change, each under an id that stays, beside the one of the way back.

In: nothing. Out: the rules by id. No rule has a level: `semantics` derives it from each edit.
"""

from __future__ import annotations

from dfnsgen.diff.rules.operation_rules import OPERATION_RULES
from dfnsgen.diff.rules.rule import ChangeRule
from dfnsgen.diff.rules.schema_rules import SCHEMA_RULES

RULES: dict[str, ChangeRule] = {rule.id: rule for rule in (*OPERATION_RULES, *SCHEMA_RULES)}
