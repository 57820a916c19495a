"""What `[tool.dfnsgen]` may hold beside plain options, and where in a file it stands.

In: the rows of a table as `key=value`, as the command line takes them too; the text of a file. Out:
pairs that every stage can read without knowing of files, the places of tables and keys. Read
`paging` first; the other tables are made alike. Which options there are stands in
`cli/option_table.py`, what they ask for in `options.py`.
"""
