"""dfnsgen: typed Python bindings from an OpenAPI document."""

__version__ = "0.1.0"
