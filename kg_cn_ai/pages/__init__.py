"""HTML that stands alone: explorer, simple network page, page of the ontology, and the release that carries them.

In come network, cards and vocabulary; out go single files that ask nothing of a server or a network.
"""
