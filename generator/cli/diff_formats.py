"""A report in the format that was asked for, on standard output."""

from __future__ import annotations

import json

from generator.cli.terminal import Terminal
from generator.diff.as_json import report_as_json
from generator.diff.choices import Format
from generator.diff.github import github_lines
from generator.diff.html import html_text
from generator.diff.junit import junit_text
from generator.diff.markdown import markdown_text
from generator.diff.report import Report
from generator.diff.sarif import report_as_sarif
from generator.diff.text import text_lines
from generator.loader.document import JsonValue


def print_report(
    terminal: Terminal, report: Report, format: Format, trees: tuple[JsonValue, JsonValue]
) -> None:
    """Print it; the trees are the documents', which only a page shows."""
    match format:
        case Format.TEXT:
            for indent, line in text_lines(report, everything=terminal.verbosity.verbose):
                terminal.wrapped(indent, *line)
        case Format.MARKDOWN:
            terminal.text(markdown_text(report))
        case Format.JSON:
            terminal.text(json.dumps(report_as_json(report), indent=2))
        case Format.HTML:
            terminal.text(html_text(report, *trees))
        case Format.JUNIT:
            terminal.text(junit_text(report))
        case Format.SARIF:
            terminal.text(json.dumps(report_as_sarif(report), indent=2))
        case Format.GITHUB:
            for annotation in github_lines(report):
                terminal.text(annotation)
