"""Writing a package: whole or not at all, and nothing of others.

In: rendered files, a lock, a folder. Out: the folder, changed in one step, also when the run is
killed at any instant. Read `write` first (what has to change, and whether it may), then `swap` (how
it changes in one step). `lock` is the manifest that says which files are dfnsgen's; `package_state`
and `differences` compare a folder with it; `run_lock` keeps two runs apart; `files` alone writes.
"""
