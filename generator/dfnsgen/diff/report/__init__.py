"""A comparison as people and machines read it.

In: a Report: changes, and where asked for the bindings' changes and their uses in code. Out: text,
markdown, a page of HTML, JSON, JUnit, SARIF, annotations of GitHub. No format decides anything.

Read first: `report` (groups and their order), then any format: `text`, `markdown`, `html` with
`templates/report/`, `as_json`, `junit`, `sarif`, `github`. `summary` counts, `excerpt` cuts the
part of a document that is shown, `used` holds what a search in somebody's code found.
"""
