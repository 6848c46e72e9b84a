"""pandera models of every table, one module per layer."""
