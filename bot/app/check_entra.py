"""What mends a registration in Entra, or the way to Microsoft: the same for the bot in Teams and for Graph."""

from __future__ import annotations

SECRET = "mend client_id, client_secret and tenant_id in [teams]; a secret that ran out is made anew in Entra"  # noqa: S105 - words
REACH = "see that this machine reaches {url} by https"
