"""Comparing two versions of an API: what changed, whom it breaks, and in which operations."""
