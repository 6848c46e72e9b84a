"""Zensus: regional tables, workbooks with layout sheets and the same figures in sheets for machines."""
