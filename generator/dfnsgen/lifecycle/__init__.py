"""What happens after the first generation: vendoring, updating, watching, and the user's code."""
