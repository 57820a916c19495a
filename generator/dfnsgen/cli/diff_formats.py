"""A report in the format that was asked for, on standard output."""

from __future__ import annotations

import json

from dfnsgen.cli.terminal import Terminal
from dfnsgen.diff.choices import Format
from dfnsgen.diff.report.as_json import report_as_json
from dfnsgen.diff.report.github import github_lines
from dfnsgen.diff.report.html import html_text
from dfnsgen.diff.report.junit import junit_text
from dfnsgen.diff.report.markdown import markdown_text
from dfnsgen.diff.report.report import Report
from dfnsgen.diff.report.sarif import report_as_sarif
from dfnsgen.diff.report.text import text_lines
from dfnsgen.json_value import JsonValue


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
