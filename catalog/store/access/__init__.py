"""Who may: API keys, and the sessions that are begun with them."""
