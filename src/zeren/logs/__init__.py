"""Logs that organisations keep: what was done, by which body, on which day."""
