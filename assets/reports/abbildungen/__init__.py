"""Figures and maps drawn with matplotlib."""
