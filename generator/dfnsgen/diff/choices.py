"""What the user may choose of a comparison.

In: nothing. Out: the choices, without what a comparison needs: the command line knows them always.
"""

from __future__ import annotations

from enum import Enum


class FailOn(Enum):
    """The least level that makes a comparison fail."""

    BREAKING = "breaking"
    WARNING = "warning"
    ANY = "any"
    NONE = "none"


class GroupBy(Enum):
    """What puts the changes of a report together."""

    OPERATION = "operation"
    TAG = "tag"
    SCHEMA = "schema"


class Format(Enum):
    """How a report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"
