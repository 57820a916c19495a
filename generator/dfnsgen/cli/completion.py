"""`dfnsgen completion`: what a shell may offer for a word, from the table of options.

In: a shell and the words typed so far. Out: the shell's script, or the candidates for the last
word. The scripts are a few lines that ask this program, so that they never fall behind it; where
nothing is offered, the shell offers files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dfnsgen.cli.command_table import COMMANDS, DONE
from dfnsgen.cli.option import Given
from dfnsgen.cli.option_table import SHELL, TYPED, Shell, options_of
from dfnsgen.cli.parse import flags_of
from dfnsgen.cli.terminal import Terminal

SCRIPTS = {
    Shell.BASH: """\
_dfnsgen() {
    local IFS=$'\\n'
    COMPREPLY=($("${COMP_WORDS[0]}" completion bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _dfnsgen dfnsgen
""",
    Shell.ZSH: """\
_dfnsgen() {
    local -a found
    found=("${(@f)$("${words[1]}" completion zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then _describe dfnsgen found; else _files; fi
}
compdef _dfnsgen dfnsgen
""",
    Shell.FISH: """\
function __dfnsgen
    set -l typed (commandline -opc)
    set -l word (commandline -ct)
    $typed[1] completion fish -- $typed[2..] "$word" 2>/dev/null
end
complete -c dfnsgen -a '(__dfnsgen)'
""",
}
_BETWEEN = {Shell.ZSH: ":", Shell.FISH: "\t"}


def completion_command(terminal: Terminal, given: Given) -> int:
    """Print the script; with words, what may stand in the place of the last one."""
    shell, typed = given[SHELL], given[TYPED]
    if not typed:
        terminal.text(SCRIPTS[shell].rstrip("\n"))
        return DONE
    between = _BETWEEN.get(shell)
    for word, meaning in candidates([word for word in typed[:-1] if word != "="], typed[-1]):
        # Our own words alone, and a shell reads them: the tab is meant.
        sys.stdout.write(f"{word}{between}{meaning}\n" if between else f"{word}\n")
    return DONE


def candidates(before: list[str], start: str) -> Iterator[tuple[str, str]]:
    """Yield what begins so and may stand after the words before, each with what it means."""
    for word, meaning in _possible(before, start):
        if word.startswith(start):
            yield word, meaning


def _possible(before: list[str], start: str) -> Iterator[tuple[str, str]]:
    if not before:
        yield from ((command.name, command.summary) for command in COMMANDS)
        return
    options = options_of(before[0])
    last = next((o for o in options if before[-1] in flags_of(o) and not o.kind.is_switch), None)
    choosing = [last] if last else [option for option in options if option.is_argument]
    yield from ((choice, option.help) for option in choosing for choice in option.kind.choices)
    if last is None and start.startswith("-"):
        yield from ((flag, option.help) for option in options for flag in flags_of(option))
