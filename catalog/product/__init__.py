"""What is sold: products and specifications, the draft that a supplier wrote, and the findings on it."""
