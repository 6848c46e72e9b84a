"""Observations made comparable: territory, revisions, conflicts."""
