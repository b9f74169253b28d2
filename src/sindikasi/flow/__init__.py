"""The two lanes: the order of calls, no rules."""
