"""Requests to hubs and subscribers: the only door from here into the web."""
