"""Search: reading the search box, finding products, filters."""
