"""Identifiers of substances: CAS Registry Numbers and InChIKeys, held against their own rules."""
