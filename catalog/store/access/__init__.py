"""Access: people with passwords, API keys, and the sessions that begin with them."""
