"""What stands before every address: the host, the origin of a POST, the headers of an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Endpoint = Callable[[Request], Awaitable[Response]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Any other host name means that somebody else's name leads here (DNS rebinding)."""
MOST_BYTES = 64 * 1024
MOST_FIELDS = 300
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BadBodyError(Exception):
    """The form is too large, not UTF-8 or has too many fields."""


def guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint behind the checks: 421 for a foreign host, 403 for a foreign origin, 400 for a bad body."""

    async def checked(request: Request) -> Response:
        response = await _checked(request, endpoint)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return checked


async def _checked(request: Request, endpoint: Endpoint) -> Response:
    if not own_host(request.headers.get("host", "")):
        return PlainTextResponse("Wrong host.\n", status_code=421)
    if request.method == "POST" and not own_origin(request):
        return PlainTextResponse("Wrong origin.\n", status_code=403)
    try:
        return await endpoint(request)
    except BadBodyError:
        return PlainTextResponse("Bad form.\n", status_code=400)


def own_host(host: str) -> bool:
    """True for a loopback name with or without a port."""
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False


def own_origin(request: Request) -> bool:
    """True where the page itself sent the form.

    ``no-referrer`` makes a browser send ``Origin: null`` with a form it posts without script: then
    only Sec-Fetch-Site tells. What sends neither is no browser, and cannot be led here by a page.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if origin is None:
        return site in (None, "same-origin", "none")
    if origin == "null":
        return site == "same-origin"
    return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"


async def sent_form(request: Request) -> dict[str, tuple[str, ...]]:
    """The fields of an urlencoded form, empty ones left out. Raises BadBodyError."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadBodyError
    try:
        pairs = parse_qsl(body.decode("utf-8"), errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadBodyError from error
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found
