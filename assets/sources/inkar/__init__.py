"""INKAR (BBSR): workbooks of all editions and the CSV of the website."""
