"""Several trees to one whose references all lead somewhere inside it.

In: trees of one API. Out: one tree, local references in one spelling, and findings about those that
lead nowhere, away, or in a circle. Read `merge` first (documents side by side), then `bundle`
(files that a document refers to) and `references`; `identifiers` says which references are JSON
Schema's own and stay for the model.
"""
