"""Structure search with PostgreSQL's RDKit cartridge."""
