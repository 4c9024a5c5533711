"""The desk: the pages on which editors work."""
