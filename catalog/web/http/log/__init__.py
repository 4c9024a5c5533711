"""The log of a server: its lines, and one for each request."""
