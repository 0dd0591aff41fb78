"""Where UUIDs are kept. Knows nothing of Lambda or HTTP."""
