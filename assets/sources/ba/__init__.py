"""Statistik der Bundesagentur für Arbeit: workbooks with cover, imprint, tables and notes."""
