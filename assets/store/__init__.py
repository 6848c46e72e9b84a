"""The work database: typed tables in, typed tables out."""
