"""One consistent, immutable edition, published in one step."""
