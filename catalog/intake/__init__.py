"""How it comes in: read, label, draft, check, accept, report."""
