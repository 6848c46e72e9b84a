"""Gebietsstand: recalculation keys, change lists and chained keys; how one territory became another."""
