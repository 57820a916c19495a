"""`python -m dfnsgen` is `dfnsgen`."""

from dfnsgen.cli import main

main()
