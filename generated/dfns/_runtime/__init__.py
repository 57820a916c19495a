"""The fixed part of this package: the same code for every API."""
