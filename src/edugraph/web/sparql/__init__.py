"""The SPARQL endpoint: the 1.1 Protocol, the service description, the read side of the Graph Store Protocol."""
