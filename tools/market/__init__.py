"""The market: catalogue, store, importers, the as-of view and the simulated demo."""
