"""Text to data with its places, data to model, and everything that may be wrong in between."""
