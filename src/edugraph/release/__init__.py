"""The only room that calls them all: makes a release in a folder of its own, switches to it, and opens it.

`folder` is light and serves the server; `making` brings the validator and is imported by those who build.
"""

from edugraph.release.folder import Release, Releases

__all__ = ["Release", "Releases"]
