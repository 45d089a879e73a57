"""What is known of one thing: facts, records, grades and places of evidence, as data and as text.

In comes a store and an IRI; out goes a card. Nothing here ranks, draws or serves.
"""
