"""The release in other forms, for other tools.

In comes a built graph; out go files: RDF syntaxes, JSON-LD, tables, graph formats. Nothing is derived here.
"""
