"""Pages made from the code: what the bot says, what may happen, the guide. ``python -m docs``."""
