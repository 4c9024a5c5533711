"""Filter conditions besides columns: elements, offers, identifiers, prices and stated values."""
