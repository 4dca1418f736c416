"""Who may, what collides, what is free: answers from values, without a store."""
