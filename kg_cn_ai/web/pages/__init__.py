"""HTML for people: what each page shows, and how.

In comes a request with its release; out goes a page in its language.
"""
