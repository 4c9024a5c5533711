"""Schemas of the API's responses, for its documentation."""
