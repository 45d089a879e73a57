"""The graph as a network: which things and edges count, what its shape says, paths, and where each thing stands.

In comes a store; out go networkx graphs, numbers and places. Nothing here knows of pages.
"""
