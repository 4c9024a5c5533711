"""Access: API keys, and sessions that begin with them."""
