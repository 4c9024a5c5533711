"""Words: finding names by complete, incomplete or misspelt words."""
