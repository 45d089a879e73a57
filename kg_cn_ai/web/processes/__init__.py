"""The processes that answer queries for the service, and the answers that are kept.

In come queries and limits; out go bytes. Nothing here knows of HTTP, pages or what a release holds.
"""
