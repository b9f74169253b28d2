"""Where articles, stories and the queue are kept."""
