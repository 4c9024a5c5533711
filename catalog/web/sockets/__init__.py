"""Sockets: how connections are taken, bounded and given up."""
