"""What is offered, as pages show it: packs, prices, lots, documents, and other offers beside it."""
