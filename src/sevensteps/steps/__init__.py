"""One board-sized model for each step of the op-ed. Each is pure: assumptions in, numbers out."""
