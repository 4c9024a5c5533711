"""Views: what pages say, out of documents and lists, and the templates that say it."""
