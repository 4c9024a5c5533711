"""Fields: from suppliers' labels and values to the fields of a draft."""
