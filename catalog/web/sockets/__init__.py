"""Sockets: how connections are accepted, limited and ended."""
