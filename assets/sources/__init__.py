"""Bytes of one publisher's format become tidy observations."""
