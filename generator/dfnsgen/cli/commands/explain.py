"""`dfnsgen explain`: what a rule means, with an example; all rules without a name."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

from dfnsgen.cli.command_table import DONE
from dfnsgen.cli.known_rules import all_rules
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import RULE
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.nearest import nearest

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
    else:
        at = Location(source="dfnsgen explain")
        raise Refused(UNKNOWN_RULE.found(at, name=name, nearest=nearest(name, rules)))
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


def _open(template: str) -> str:
    """Return a text of a rule with the names of its values in their places: `<name>`."""
    pieces = Formatter().parse(template)
    return "".join(text + (f"<{field}>" if field else "") for text, field, _, _ in pieces)
