"""Own counts of the Landratsamt, by template."""
