"""The way of a file into the raw store: inbox, check, storage, refusal."""
