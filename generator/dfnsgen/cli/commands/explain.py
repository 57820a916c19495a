"""`dfnsgen explain`: what a rule means, with an example; all rules without a name.

A rule of `dfnsgen diff` is explained too; the list is of what is said of documents and of runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.known_rules import all_rules
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import RULE
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.phrases import nearest

if TYPE_CHECKING:
    from dfnsgen.diff.rules.rule import ChangeRule

_EXAMPLES = Path(__file__).parents[1] / "rule_examples.txt"
UNKNOWN_RULE = Rule.error(
    "unknown-rule", "there is no rule {name!r}", remedy="{nearest}`dfnsgen explain` lists all"
)


def explain_command(terminal: Terminal, given: Given) -> int:
    """Print what a rule says, or the ids and severities of all."""
    rules = all_rules()
    name = given[RULE]
    if not name:
        terminal.text("\n".join(f"{rule.severity.value:<8} {rule.id}" for rule in rules.values()))
    elif name in rules:
        terminal.text("\n".join(_explained(rules[name])))
    elif (change := _rules_of_changes().get(name)) is not None:
        terminal.text("\n".join(_explained_change(change)))
    else:
        at = Location(source="dfnsgen explain")
        known = (*rules, *_rules_of_changes())
        raise Refused(UNKNOWN_RULE.found(at, name=name, nearest=nearest(name, known)))
    return DONE


def examples() -> dict[str, str]:
    """Return by the id of a rule the document of its example.

    One without `openapi` and `info` is meant to have them: OpenAPI 3.1.0, any title and version.
    """
    _, *parts = re.split(r"^\[(.+)\]\n", _EXAMPLES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: text.strip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _explained(rule: Rule) -> list[str]:
    """Return the texts of a rule, and the document of its example, indented."""
    lines = [f"{rule.severity.value}[{rule.id}]: {_open(rule.message)}"]
    for label, text in (("so    ", rule.effect), ("remedy", rule.remedy)):
        if text:
            lines.append(f"  {label} {_open(text)}")
    example = examples().get(rule.id, "")
    if example:
        lines += ["", "For example:", ""]
        lines += [f"    {line}".rstrip() for line in example.split("\n")]
    return lines


def _rules_of_changes() -> Mapping[str, ChangeRule]:
    # Imported here: only who asks about a change needs them.
    from dfnsgen.diff.rules.rules import RULES

    return RULES


def _explained_change(rule: ChangeRule) -> list[str]:
    """Return what a kind of change is about, its messages, and what the way back is called."""
    lines = [f"change[{rule.id}]: {_open(rule.message)}", f"  about  {rule.about}"]
    if rule.several:
        lines.append(f"  or     {_open(rule.several)}")
    if rule.mirror != rule.id:
        lines.append(f"  back   {rule.mirror}")
    if rule.documents:
        return [*lines, "  level  info: only people read it"]
    level = "from how the set of accepted values moves, and from which way the values travel"
    return [*lines, f"  level  {level}"]


def _open(template: str) -> str:
    """Return a text of a rule with the names of its values in their places: `<name>`."""
    pieces = Formatter().parse(template)
    return "".join(text + (f"<{field}>" if field else "") for text, field, _, _ in pieces)
