"""View models, sentences, figures, tables, rendering."""
