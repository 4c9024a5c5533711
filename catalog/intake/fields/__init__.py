"""Fields: from labels and values, as suppliers write them, to the fields of a draft."""
