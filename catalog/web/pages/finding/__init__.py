"""Finding: the search page, its address, its answer, its filters and its download."""
