"""Pure: decisions to messages, in three languages."""
