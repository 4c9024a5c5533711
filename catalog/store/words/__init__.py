"""Words: what names are found by, begun, misspelt or whole."""
