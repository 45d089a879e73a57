"""Tables that are described by data: what their columns are and which records a row becomes, one module for each group.

In: declarations for :mod:`kg_cn_ai.authoring.importers.table`. Out: importers, which ``importers/run.py`` lists.
"""
