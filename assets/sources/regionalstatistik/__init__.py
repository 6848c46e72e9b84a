"""Table CSV of the Regionaldatenbank and of GENESIS-Online."""
