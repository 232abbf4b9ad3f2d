"""The bot's own registration and the addresses it speaks with. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

SERVICE_HOSTS = ("smba.trafficmanager.net",)
SERVICE_DOMAINS = (".botframework.com", ".teams.microsoft.com")
"""Where Microsoft runs the connector. A token for the bot is sent to no other host."""
LOGIN_URL = "https://login.microsoftonline.com"
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
SERVICE_URL = "https://smba.trafficmanager.net/teams"


@dataclass(frozen=True, kw_only=True)
class Account:
    """One bot in one tenant. The addresses are Microsoft's, or in tests a server on this machine."""

    client_id: str
    client_secret: str = field(repr=False)
    tenant_id: str
    login_url: str = LOGIN_URL
    openid_url: str = OPENID_URL
    service_url: str = SERVICE_URL

    def serves(self, url: str) -> bool:
        """Whether this is an address of the connector, or beneath the one that was configured."""
        try:
            asked, own = urlsplit(url), urlsplit(self.service_url)
            host, port, user = asked.hostname or "", asked.port, asked.username
        except ValueError:
            return False
        if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
            return True
        known = host in SERVICE_HOSTS or host.endswith(SERVICE_DOMAINS)
        return known and asked.scheme == "https" and port in (None, 443) and user is None
