"""The local chat page: demo and rehearsal only, loopback only."""
