"""What lists are narrowed by beside columns: elements, offers, identifiers, prices and stated values, as conditions."""
