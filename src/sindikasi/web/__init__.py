"""The pages and feeds over HTTP, read through the catalog."""
