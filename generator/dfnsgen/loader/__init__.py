"""The first stage: sources to one OpenAPI 3.1 document. Its front doors are `load.load`,
`verdict.start_verdict` and `imports.import_pages`."""
