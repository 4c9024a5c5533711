"""How it is shown: the JSON API, the HTML pages, problems. FastAPI lives here."""
