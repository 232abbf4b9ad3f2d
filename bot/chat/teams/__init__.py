"""Microsoft Teams: cards, the client, what comes in."""
