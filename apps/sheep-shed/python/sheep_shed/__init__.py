"""The shed and those who live in it. Knows nothing of Lambda or HTTP."""
