"""The command ``kg-cn-ai``, one module for each stage: author, build, ask, look, serve.

Each command parses, calls one function and prints. Imports stand inside the commands, so that ``--help`` answers at
once.
"""
