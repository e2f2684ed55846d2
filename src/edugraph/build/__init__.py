"""Records, ontology and rules to the quads of one release. No engine, no clock: queries run through callables."""
