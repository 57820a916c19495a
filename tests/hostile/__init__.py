"""Documents, configurations and servers that mean no good, or that nobody has thought of."""
