"""Another SPARQL server in place of the embedded engine: asked over HTTP, and filled with a release.

`engine` answers queries there under our own limits; `publishing` loads a release into it. Both use `door`.
"""
