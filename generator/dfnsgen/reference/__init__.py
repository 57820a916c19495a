"""What is emitted for people: a reference in Markdown, a README, and a distribution around it all.

In: the API and the plan of its package. Out: RenderedFiles beside the modules. Only who asks for
them (`reference`, `project`) gets them.

Read first: `files`. `pages` decides what stands on a page, `samples` how an operation is called,
`distribution` what a build reads.
"""
