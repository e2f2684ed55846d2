"""Who works with whom: ties in, plain numbers out. No store, no files, no clock; the only room that knows networkx."""
