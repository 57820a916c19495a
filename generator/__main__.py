"""`python -m generator` is `dfnsgen`."""

from generator.cli import main

main()
