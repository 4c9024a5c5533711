"""Editing: what people change by hand, in products, in many at once, and in held drafts."""
