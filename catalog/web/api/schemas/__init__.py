"""Schemas: the shapes of the API's answers, for its documentation."""
