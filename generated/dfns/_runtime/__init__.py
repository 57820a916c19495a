# fmt: off
# ruff: noqa: PGH004
# flake8: noqa
# isort: skip_file
# pylint: skip-file
# SPDX-License-Identifier: MIT
"""The fixed part of this package: the same code for every API.

What dfnsgen emits, this part included, is yours under the terms of the MIT licence, and needs no
notice beyond the head of each file.
"""
