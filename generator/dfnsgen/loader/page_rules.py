"""The rules for documentation pages, and for lists of them.

In: nothing. Out: `Rule`s.
"""

from __future__ import annotations

from dfnsgen.diagnostics import Rule

# A row is a row here, not a column.
# fmt: off
PAGE_WITHOUT_BLOCK = Rule.error("page-without-document",
    "the page has no fenced block that holds an OpenAPI document",
    remedy="give a page with a block like ````yaml /openapi.yaml post /path, or the document")
PAGE_UNCLOSED = Rule.error("page-block-unclosed", "the fenced block that starts here has no end",
    remedy="fetch the page again; it may be cut off")
PAGE_DECODED = Rule.error("page-decoded-form",
    "the block describes one operation in the documentation tool's own form, not OpenAPI",
    remedy="fetch the page again, as newer ones hold OpenAPI; or give the vendor's document")
PAGE_OPERATION_MISSING = Rule.warning("page-operation-missing",
    "the block is headed {method} {target}, which its `paths` don't hold",
    effect="what the `paths` hold is used", remedy="fetch the page again")
PAGE_WEBHOOK = Rule.info("page-webhook-without-schema",
    "the page names the webhook {name!r} and holds no schema of it",
    effect="the webhook is known by its name only",
    remedy="give the whole document if its content is wanted")
LIST_EMPTY = Rule.error("page-list-empty",
    "it leads to no documentation page (*.md, *.mdx) of its own",
    remedy="name the pages themselves, or a list that links to them")
LIST_LONG = Rule.error("page-list-long", "it leads to more than {limit:,} pages",
    remedy="name the pages that are wanted")
PAGE_NOT_READ = Rule.warning("page-not-read", "a page that is listed can't be used: {problem}",
    effect="what it describes is missing", remedy="correct the list, or fetch the page again")
PAGE_CONFLICT = Rule.error("page-conflict", "{what} differs from the one at {other}",
    remedy="fetch both again, so that they are of one version")
PAGE_VERSION_CONFLICT = Rule.error("page-version-conflict",
    "this is version {version!r} of the API, and {other} is of version {first!r}",
    remedy="fetch both again, so that they are of one version")
# fmt: on
