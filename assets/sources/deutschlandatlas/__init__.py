"""Workbooks of the Deutschlandatlas."""
