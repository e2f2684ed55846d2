"""The map of the world: shapes of countries, what is drawn on them, and the picture that stands alone."""
