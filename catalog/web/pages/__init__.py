"""The HTML pages, complete without JavaScript, and what else a browser or a crawler asks for."""
