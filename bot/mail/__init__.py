"""Outgoing mail: a referral's note to the health team's mailbox. Plain SMTP here, Microsoft's in ``bot.graph``."""
