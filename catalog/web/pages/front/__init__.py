"""The house itself: the home page, what is new, and who runs it."""
