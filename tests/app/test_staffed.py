"""Staff of a source supplemented from groups: staff.csv's rows win, half a staff is never taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from bot.app.staffed import KEPT, Groups, Staffed
from bot.handlers.roster import schools_of
from bot.ports import Batch, Roster, SendError
from bot.rules.values import Person
from bot.sources.records import no_records

SCHOOL = "Lits skola"


def person(email: str, role: str, name: str = "") -> Person:
    return Person(email=email, name=name or email, school=SCHOOL, roles=frozenset({role}))


ANNA, ANNA_ELSEWHERE, RUT = (
    person("anna", "mentor", "Anna Lind"),
    person("anna", "nurse"),
    person("rut", "nurse"),
)
HAND = frozenset({("anna", SCHOOL)})


@dataclass
class Told:
    """A source in the test's hands."""

    name: str = "csv"
    roster: Roster | None = field(default_factory=lambda: Roster(staff=(ANNA,), by_hand=HAND))
    more: bool = False

    def read(self, taken: Mapping[str, str]) -> Batch:
        return Batch(roster=self.roster, records=no_records(), files={"a": "1"}, more=self.more)


@dataclass
class Tenant:
    """Groups and a clock."""

    error: SendError | None = None
    reads: int = 0
    now: float = 0.0

    def read(self) -> tuple[Person, ...]:
        self.reads += 1
        if self.error:
            raise self.error
        return (ANNA_ELSEWHERE, RUT)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def tenant() -> Tenant:
    return Tenant()


def staffed(source: Told, tenant: Tenant) -> Staffed:
    return Staffed(source, Groups(tenant.read, tenant.clock))


def test_whoever_staff_csv_names_is_as_it_says_and_others_come_from_the_groups(tenant: Tenant) -> None:
    batch = staffed(Told(), tenant).read({})
    assert batch.roster is not None
    assert batch.roster.staff == (ANNA, RUT)


def test_whom_a_school_system_calls_a_teacher_has_the_groups_role_as_well(tenant: Tenant) -> None:
    batch = staffed(Told(roster=Roster(staff=(ANNA,))), tenant).read({})
    assert batch.roster is not None
    assert batch.roster.staff == (replace(ANNA, roles=frozenset({"mentor", "nurse"})), RUT)


def test_the_groups_are_read_once_an_hour(tenant: Tenant) -> None:
    source = staffed(Told(), tenant)
    for now in (0.0, KEPT - 1, KEPT):
        tenant.now = now
        source.read({})
    assert tenant.reads == 2


def test_in_a_long_reading_the_roster_stays_the_same_object(tenant: Tenant) -> None:
    source = staffed(Told(more=True), tenant)
    assert source.read({}).roster is source.read({}).roster


def test_groups_that_were_never_read_hold_the_poll_and_later_the_last_members_stand(tenant: Tenant) -> None:
    source, tenant.error = staffed(Told(), tenant), SendError("Forbidden", permanent=True)
    held = source.read({})
    assert (held.roster, held.files) == (None, {})
    assert str(held.problems[0]) == "graph.roles: the groups cannot be read: Forbidden"
    tenant.error = None
    assert source.read({}).roster
    tenant.now, tenant.error = KEPT, SendError("no connection to Graph", retry_after=2)
    again = source.read({}).roster
    assert again is not None
    assert again.staff == (ANNA, RUT)


def test_a_roster_that_could_not_be_read_stays_so(tenant: Tenant) -> None:
    assert staffed(Told(roster=None), tenant).read({}).roster is None
    assert tenant.reads == 0


def test_groups_that_cannot_be_read_any_more_are_said_at_every_poll(tenant: Tenant) -> None:
    source = staffed(Told(), tenant)
    assert source.read({}).problems == ()
    tenant.now, tenant.error = KEPT, SendError("teams.client_secret is refused")
    for _ in range(2):
        (said,) = source.read({}).problems
        assert "teams.client_secret is refused; the members last known stand" in str(said)
    tenant.error = None
    assert source.read({}).problems == ()


def test_a_group_that_was_emptied_is_said(tenant: Tenant) -> None:
    roles = ("nurse", f"nurse:{SCHOOL}", "principal", "nurse:Norra skolan")
    source = Staffed(Told(), Groups(tenant.read, tenant.clock, roles=roles))
    (said,) = source.read({}).problems
    assert str(said) == "graph.roles: nobody is in the group of principal, nurse:Norra skolan"


def test_a_school_the_roster_does_not_speak_of_is_left_alone(tenant: Tenant) -> None:
    """Else its roster would be replaced by the groups' people, and its pupils would have left."""
    elsewhere = replace(ANNA, school="Norra skolan")
    batch = staffed(Told(roster=Roster(staff=(elsewhere,))), tenant).read({})
    assert batch.roster is not None
    assert schools_of(batch.roster) == {"Norra skolan"}


def test_the_one_school_there_is_may_be_called_otherwise_in_its_roster(tenant: Tenant) -> None:
    elsewhere = replace(ANNA, school="Lit")
    told = Told(roster=Roster(staff=(elsewhere,), by_hand=frozenset({("anna", "Lit")})))
    source = Staffed(told, Groups(tenant.read, tenant.clock, alone=True))
    roster = source.read({}).roster
    assert roster is not None
    assert roster.staff == (elsewhere, replace(RUT, school="Lit"))
