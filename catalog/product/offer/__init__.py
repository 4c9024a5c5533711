"""The offer: packs and prices, lots, storage, trade, and the documents of a product."""
