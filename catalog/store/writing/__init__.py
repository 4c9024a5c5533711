"""Writing: products with their revisions, the intake log, and the undoing of imports."""
