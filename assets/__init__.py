"""The rooms of the house: data walks through them once, from left to right."""
