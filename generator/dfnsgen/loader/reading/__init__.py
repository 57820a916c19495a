"""Sources to values: what the user names is read, and each value knows its line.

In: paths, URLs, standard input. Out: JSON values with their positions, one tree for each file, URL
or block of a documentation page. Read `parts` first: it goes from `sources` (bytes; `network` for
URLs) by `text` to `json_text` or `yaml_text`, which share `syntax` and `numerals`; `pages` finds
the blocks of a page. Nothing here knows OpenAPI, and no text is trusted: size, depth and aliases
have bounds.
"""
