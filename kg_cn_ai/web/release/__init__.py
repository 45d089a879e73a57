"""A release as the service holds it: its exchange for the next, what is made of it once, and reading its store."""
