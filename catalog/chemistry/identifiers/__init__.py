"""Identifiers of substances: CAS Registry Numbers and InChIKeys, with the checks of their own rules."""
