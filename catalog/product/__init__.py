"""Products: specifications, the drafts that suppliers wrote, and the findings about them."""
