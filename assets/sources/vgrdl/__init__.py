"""Volkswirtschaftliche Gesamtrechnungen der Länder: workbooks of the series on Kreise."""
