"""Where attendance comes from."""
