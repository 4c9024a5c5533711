"""The check of a stated structure, its messages, and the repairs that it offers."""
