"""Slack: blocks, client, inbound."""
