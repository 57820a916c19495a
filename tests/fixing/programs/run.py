"""Run the tests of the programs that are named; print which fail, each with its reason."""

import importlib
import sys

for name in sys.argv[1:]:
    try:
        module = importlib.import_module(f"app.{name}")
        for test in [value for key, value in vars(module).items() if key.startswith("test_")]:
            test()
    except Exception as error:
        print(f"{name}\t{type(error).__name__}: {error}".splitlines()[0])
