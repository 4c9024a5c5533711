"""Worker processes with limits, for chemistry that can be slow or can hang."""
