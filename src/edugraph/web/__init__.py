"""The pages and the endpoint: a read-only view of one release. `app.create_app` is the way in."""
