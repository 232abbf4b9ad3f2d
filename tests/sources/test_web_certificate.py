"""A client certificate is shown to a server that wants one; a server nobody vouches for is not spoken to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.sources.web import Certificate, Web, WebError

Key = ec.EllipticCurvePrivateKey


def made(name: str, folder: Path, signer: tuple[x509.Name, Key] | None = None) -> tuple[x509.Name, Key]:
    """A certificate and its key, as ``NAME.pem`` and ``NAME.key``; without a signer its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = signer or (who, key)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(signing, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, private, plain))
    return who, key


class Handler(BaseHTTPRequestHandler):
    """Says yes."""

    def do_GET(self) -> None:
        """Yes."""
        self.send_response_only(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    authority = made("authority", tmp_path)
    made("server", tmp_path, authority)
    made("client", tmp_path, authority)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    context.load_verify_locations(tmp_path / "authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.handle_error = lambda *_args: None  # type: ignore[method-assign]  # refused handshakes are wanted
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"https://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


def asked(url: str, certificate: Certificate) -> Any:
    return Web(url, certificate=certificate, pause=lambda _: None).get("x")


def test_the_certificate_is_shown(url: str, tmp_path: Path) -> None:
    shown = Certificate(
        file=tmp_path / "client.pem", key=tmp_path / "client.key", trusted=tmp_path / "authority.pem"
    )
    assert asked(url, shown) == {}


def test_without_it_the_server_speaks_to_nobody(url: str, tmp_path: Path) -> None:
    with pytest.raises(WebError, match="cannot be reached"):
        asked(url, Certificate(trusted=tmp_path / "authority.pem"))


def test_a_server_nobody_vouches_for_is_not_spoken_to(url: str, tmp_path: Path) -> None:
    with pytest.raises(WebError, match="cannot be reached"):
        asked(url, Certificate(file=tmp_path / "client.pem", key=tmp_path / "client.key"))
