"""The page about a thing: its sentence, its tables, its claims, and what stands beside them."""
