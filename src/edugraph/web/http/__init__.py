"""HTTP itself: what may be asked, in which form an answer leaves, and what stands in its head."""
