"""What people write, read and held to its documents: source files, register, decisions, evidence, imported tables.

In come the files of ``graph/`` and ``ontology/``, and published tables; out go typed facts with their places, and the
authored files with what a program adds. Nothing here knows of a built release.
"""
