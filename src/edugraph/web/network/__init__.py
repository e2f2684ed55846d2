"""Who works with whom, as pages show it: opened networks, drawing, words, and the facts of a tie."""
