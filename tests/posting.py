"""How a signed request reaches the service: posted and waited for, or called in the running loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, Self

import httpx
from starlette.types import ASGIApp

After = Callable[[httpx.Response], None]


class Signed(Protocol):
    """Ready to be posted."""

    @property
    def body(self) -> bytes:
        """As it was signed."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The signature among them."""


class Poster:
    """Posts to ``base_url`` and waits for the answer, at most ``timeout`` seconds."""

    def __init__(self, base_url: str, path: str, timeout: float) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=timeout, trust_env=False)
        self._path = path

    def send(self, signed: Signed, after: After) -> httpx.Response:
        """Post it; ``after`` looks at the answer first."""
        answer = self._client.post(self._path, content=signed.body, headers=dict(signed.headers))
        after(answer)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self._client.close()


class AsyncPoster:
    """Calls ``app`` in the running loop, or posts to ``base_url``; every request is awaited."""

    def __init__(self, app: ASGIApp | None, base_url: str, path: str) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False) if app else None
        self._client = httpx.AsyncClient(transport=transport, base_url=base_url, timeout=30, trust_env=False)
        self._path = path

    async def send(self, signed: Signed, after: After) -> httpx.Response:
        """As :meth:`Poster.send`."""
        answer = await self._client.post(self._path, content=signed.body, headers=dict(signed.headers))
        after(answer)
        return answer

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self._client.aclose()
