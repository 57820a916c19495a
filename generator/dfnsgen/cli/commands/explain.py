"""`dfnsgen explain`: what a rule means, with an example; all rules without a name."""

from __future__ import annotations

from string import Formatter

from dfnsgen.cli.exit_codes import DONE
from dfnsgen.cli.known_rules import all_rules
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import RULE
from dfnsgen.cli.rule_examples import EXAMPLES
from dfnsgen.cli.terminal import Terminal
from dfnsgen.diagnostics import Location, Refused, Rule
from dfnsgen.nearest import nearest

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


def _explained(rule: Rule) -> list[str]:
    """Return the texts of a rule, and the document of its example, indented."""
    lines = [f"{rule.severity.value}[{rule.id}]: {_open(rule.message)}"]
    for label, text in (("so    ", rule.effect), ("remedy", rule.remedy)):
        if text:
            lines.append(f"  {label} {_open(text)}")
    example = EXAMPLES.get(rule.id, "")
    if example:
        lines += ["", "For example:", ""]
        lines += [f"    {line}".rstrip() for line in example.strip("\n").split("\n")]
    return lines


def _open(template: str) -> str:
    """Return a text of a rule with the names of its values in their places: `<name>`."""
    pieces = Formatter().parse(template)
    return "".join(text + (f"<{field}>" if field else "") for text, field, _, _ in pieces)
