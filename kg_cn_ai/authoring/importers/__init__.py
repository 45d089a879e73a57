"""Importers of published tables, one module for each shape of table, and what they share.

In comes a table as published; out go one TriG file, new register entries, and an account of what was left out.
"""
