"""Fields: from the cells of a supplier's record to the fields of a draft."""
