"""Views: the texts and templates of the pages, made from documents and lists."""
