"""What programs speak with the service: SPARQL, the API, reconciliation, files, and the explorer's parts."""
