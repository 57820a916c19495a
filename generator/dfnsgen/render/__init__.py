"""From a plan to files: templates, formatting, a look at what came out, and writing it whole.

In: a PackagePlan. Out: RenderedFiles, then a package on the disk. Nothing is decided here. Read
`package` first: it prints the files by `templates`, has `structure` compare each with its plan, and
lays them out by `formatting`. `writing` puts them into the package's folder.
"""
