"""Flat CSV of the statistics API (Regionaldatenbank, GENESIS-Online, Zensusdatenbank) and its client."""
