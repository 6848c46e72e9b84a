"""Wiring: command line, run stages and Dagster definitions."""
