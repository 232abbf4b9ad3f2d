"""Staff's calendars by Graph. An event carries the outbox's key twice: as what makes a second POST the same event,
and where it can be searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.graph.client import KEY, Graph, carrying, garbled
from bot.graph.errors import A_WHILE
from bot.ports import Appointment, SendError, TakenError
from bot.rules.slots import Interval

if TYPE_CHECKING:
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.schedule_information import ScheduleInformation

GONE = frozenset({"ErrorItemNotFound", "HTTP 404"})
TAKEN = "ErrorDuplicateTransactionId"


class GraphMeetings:
    """The :class:`bot.ports.Meetings` of a school with Exchange Online."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...]:
        """Everything in their calendars that is not marked as free."""
        from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import (
            GetSchedulePostRequestBody,
        )

        asked = GetSchedulePostRequestBody(
            schedules=list(people), start_time=_when(first), end_time=_when(last)
        )
        found = await self._graph.do(
            lambda sdk: sdk.users.by_user_id(people[0]).calendar.get_schedule.post(asked)
        )
        if found is None or found.value is None or len(found.value) != len(people):
            raise garbled(wrote=False)
        return tuple(one for schedule in found.value for one in _taken(schedule))

    async def put(self, appointment: Appointment, key: str) -> None:
        """Change the event of that key; make it where there is none."""
        user = appointment.organiser
        there = await self._found(user, key)
        if there:
            number, moved = str(there[0].id), _moved(there[0], appointment)
            await self._graph.do(
                lambda sdk: sdk.users.by_user_id(user).events.by_event_id(number).patch(moved), wrote=True
            )
            return
        event = _event(appointment)
        _marked(event, key)
        try:
            await self._graph.do(lambda sdk: sdk.users.by_user_id(user).events.post(event), wrote=True)
        except SendError as error:
            if error.why != TAKEN:
                raise
            # An earlier try made it, with other people or another time, and the search does not show it.
            raise TakenError(TAKEN, retry_after=A_WHILE) from None

    async def cancel(self, organiser: str, key: str) -> None:
        """Delete it: as it is the organiser's, Exchange tells everybody invited."""
        for event in await self._found(organiser, key):
            await self._deleted(organiser, str(event.id))

    async def _deleted(self, organiser: str, number: str) -> None:
        try:
            await self._graph.do(
                lambda sdk: sdk.users.by_user_id(organiser).events.by_event_id(number).delete(), wrote=True
            )
        except SendError as error:
            if error.why not in GONE:
                raise

    async def _found(self, organiser: str, key: str) -> list[Event]:
        from kiota_abstractions.base_request_configuration import RequestConfiguration
        from msgraph.generated.users.item.events.events_request_builder import EventsRequestBuilder

        asked = EventsRequestBuilder.EventsRequestBuilderGetQueryParameters(
            filter=carrying(key), select=["id", "attendees"]
        )
        configured = RequestConfiguration(query_parameters=asked)
        found = await self._graph.do(lambda sdk: sdk.users.by_user_id(organiser).events.get(configured))
        if found is None or found.value is None:
            raise garbled(wrote=False)
        return [one for one in found.value if one.id]


def _event(appointment: Appointment) -> Event:
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.sensitivity import Sensitivity

    return Event(
        subject=appointment.subject,
        body=ItemBody(content_type=BodyType.Text, content=appointment.text),
        start=_when(appointment.starts),
        end=_when(appointment.starts + timedelta(minutes=appointment.minutes)),
        attendees=_people(appointment.attendees),
        is_reminder_on=True,
        # Whoever may look into the calendar sees that time is taken, and no more.
        sensitivity=Sensitivity.Private,
    )


def _moved(there: Event, appointment: Appointment) -> Event:
    """What changes of an event: its time, and who of the staff comes. Guardians were added by hand: they stay."""
    from msgraph.generated.models.event import Event

    stay = [_same(one) for one in there.attendees or [] if _address(one) not in appointment.dropped]
    known = {_address(one) for one in stay}
    return Event(
        start=_when(appointment.starts),
        end=_when(appointment.starts + timedelta(minutes=appointment.minutes)),
        attendees=[*stay, *_people(one for one in appointment.attendees if one not in known)],
    )


def _people(addresses: Iterable[str]) -> list[Attendee]:
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.email_address import EmailAddress

    return [Attendee(email_address=EmailAddress(address=one)) for one in addresses]


def _same(attendee: Attendee) -> Attendee:
    """Who it is, without what they answered: that is not ours to say."""
    from msgraph.generated.models.attendee import Attendee

    return Attendee(email_address=attendee.email_address, type=attendee.type)


def _address(attendee: Attendee) -> str:
    return str(attendee.email_address.address if attendee.email_address else "").lower()


def _marked(event: Event, key: str) -> None:
    from msgraph.generated.models.single_value_legacy_extended_property import (
        SingleValueLegacyExtendedProperty,
    )

    event.transaction_id = key
    event.single_value_extended_properties = [SingleValueLegacyExtendedProperty(id=KEY, value=key)]


def _when(moment: datetime) -> DateTimeTimeZone:
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone

    return DateTimeTimeZone(date_time=moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), time_zone="UTC")


def _taken(schedule: ScheduleInformation) -> list[Interval]:
    from msgraph.generated.models.free_busy_status import FreeBusyStatus

    free = (FreeBusyStatus.Free, FreeBusyStatus.WorkingElsewhere)
    if schedule.error is not None or schedule.schedule_items is None:
        raise SendError("somebody's calendar cannot be read")
    items = [one for one in schedule.schedule_items if one.status not in free]
    return [(_moment(one.start), _moment(one.end)) for one in items]


def _moment(said: DateTimeTimeZone | None) -> datetime:
    """Graph answers in UTC, with seven decimals, unless it is asked otherwise."""
    try:
        return datetime.fromisoformat(str(said.date_time if said else "")[:19]).replace(tzinfo=UTC)
    except ValueError:
        raise garbled(wrote=False) from None
