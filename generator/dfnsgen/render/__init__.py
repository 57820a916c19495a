"""From a plan to files: templates, formatting, a look at what came out, and writing it whole.

In: a PackagePlan. Out: RenderedFiles, then a package on the disk. Nothing is decided here.
"""
