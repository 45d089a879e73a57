"""Things by any of their names: the index that a release carries, search as one types, and the matching of lists.

In come the network's things and what a person typed; out go ranked names with reasons.
"""
