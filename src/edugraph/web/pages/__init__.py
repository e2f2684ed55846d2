"""One module for each kind of page: a router, the facts it asks for, and the plain values that its template shows."""
