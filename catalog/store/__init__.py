"""Where it is kept: tables, products, revisions, the intake log, the text index. SQLAlchemy lives here."""
