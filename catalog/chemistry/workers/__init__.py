"""Worker processes: where chemistry that can be slow, or can hang, is done within limits."""
