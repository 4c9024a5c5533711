"""The HTML pages, which work without JavaScript, and other resources for browsers and crawlers."""
