"""Texts: names and their forms, descriptions, and how texts are folded, marked and written into files."""
