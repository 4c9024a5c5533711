"""The web layer: the JSON API, the HTML pages and problem responses. FastAPI is used only here."""
