"""One module a format: a document's bytes become parsed articles."""
