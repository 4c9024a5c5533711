"""Backups: a verified copy of a database with the files beside it, and a database from such a copy."""
