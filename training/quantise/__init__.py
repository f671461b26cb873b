"""From a trained detector to one that computes in 8-bit integers."""
