"""One module a kind of feed: a feed becomes bytes, bytes become a file."""
