"""Outlines of territories."""
