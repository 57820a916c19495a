"""Measurements, as ratios to peers or floors of the same run; never as timed tests."""
