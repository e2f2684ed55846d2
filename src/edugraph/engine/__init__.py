"""Strangers' queries, answered by processes that may be killed: the embedded door of the engine.

This file imports nothing, so that the process that forks the workers stays small. `protocol` holds what both sides and
the web layer speak of; `pool` is where to start.
"""
