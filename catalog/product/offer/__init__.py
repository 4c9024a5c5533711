"""The offer: packs and prices, lots, storage, trade, and the documents that come with a product."""
