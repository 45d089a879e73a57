"""SPARQL: the process that answers, what a query says before it runs, results as rows and text, the named questions.

In come a store or an endpoint and a query; out go results, or words that help. Nothing here knows what a thing is.
"""
