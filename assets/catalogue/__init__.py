"""What exists and what it means, as data."""
