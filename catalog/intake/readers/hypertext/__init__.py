"""HTML pages: price lists in tables, and product pages with their labels, tables and structured data."""
