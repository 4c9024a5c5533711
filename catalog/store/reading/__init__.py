"""Reading: one product or many, by filters, in order, page by page, and as they were in the past."""
