"""How it is found: reading the search box, finding, filters."""
