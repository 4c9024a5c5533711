"""Structures: read under guard, drawn, compared, and searched for. RDKit lives here."""
