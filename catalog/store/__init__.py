"""Storage: tables, products, revisions, the intake log and the text index. Only this package uses SQLAlchemy."""
