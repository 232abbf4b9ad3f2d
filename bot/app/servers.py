"""Sources that are servers, as ``lots.toml`` describes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.ports import AttendanceSource
from bot.settings import Settings, Source
from bot.sources.edfi.account import Account as EdFiAccount
from bot.sources.edfi.source import EdFi
from bot.sources.edlevo.account import Account as EdlevoAccount
from bot.sources.edlevo.source import Edlevo
from bot.sources.ss12000.account import Account
from bot.sources.ss12000.source import Ss12000
from bot.sources.web import Certificate, WebError


def ss12000(settings: Settings, source: Source, zone: str, now: Callable[[], datetime]) -> AttendanceSource:
    """A server of SS 12000. UserError where a certificate cannot be read."""
    assert source.url is not None
    account = Account(
        name=source.name,
        url=source.url,
        now=now,
        zone=ZoneInfo(zone),
        schools=tuple(school.name for school in settings.schools),
        token_url=source.token_url,
        client_id=source.client_id or "",
        client_secret=source.client_secret.get_secret_value() if source.client_secret else "",
        scope=source.scope or "",
        certificate=Certificate(file=source.certificate, key=source.certificate_key, trusted=source.trusted),
        organisation=source.organisation or "",
        filters_again=source.paging == "filters",
        page_size=source.page_size,
        since=source.since,
        reread_days=source.reread_days,
        folder=source.roster,
    )
    return _opened(source, lambda: Ss12000(account))


def edlevo(source: Source, zone: str, now: Callable[[], datetime]) -> AttendanceSource:
    """A server of Edlevo's Absence API. UserError where a certificate cannot be read."""
    assert source.url is not None
    assert source.license_key is not None
    assert source.roster is not None
    account = EdlevoAccount(
        name=source.name,
        url=source.url,
        license_key=source.license_key.get_secret_value(),
        units=source.units,
        school_types=source.school_types,
        now=now,
        zone=ZoneInfo(zone),
        folder=source.roster,
        since=source.since,
        reread_days=source.reread_days,
        certificate=Certificate(file=source.certificate, key=source.certificate_key, trusted=source.trusted),
    )
    return _opened(source, lambda: Edlevo(account))


def edfi(source: Source, zone: str, now: Callable[[], datetime]) -> AttendanceSource:
    """An Ed-Fi ODS/API. UserError where a certificate cannot be read."""
    assert source.url is not None
    assert source.client_secret is not None
    assert source.roster is not None
    account = EdFiAccount(
        name=source.name,
        url=source.url,
        client_id=source.client_id or "",
        client_secret=source.client_secret.get_secret_value(),
        now=now,
        zone=ZoneInfo(zone),
        folder=source.roster,
        token_url=source.token_url or "",
        since=source.since,
        reread_days=source.reread_days,
        page_size=source.page_size,
        day_minutes=source.day_minutes,
        scope=source.scope or "",
        certificate=Certificate(file=source.certificate, key=source.certificate_key, trusted=source.trusted),
    )
    return _opened(source, lambda: EdFi(account))


def _opened(source: Source, made: Callable[[], AttendanceSource]) -> AttendanceSource:
    try:
        return made()
    except WebError as error:
        raise UserError(f"sources.{source.name}.certificate: {error.why}") from None
