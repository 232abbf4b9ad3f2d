"""Three platforms, three folders."""
