"""The commands of `sozialplanung`, one module each."""
