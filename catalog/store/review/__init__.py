"""What waits for review, and what readers report."""
