"""``lots check``: each thing a school can have got wrong is one line with its mend, and nothing is posted."""

from __future__ import annotations

import os
import socket
from datetime import date
from pathlib import Path

import pytest

from bot.app.check import check
from bot.errors import UserError
from tests.app.office import ANNA, CHANNELS, ROSTER, STAFF, TERMS, TOML, Office, lots
from tests.databases import fresh_url
from tests.graph.directory import APP
from tests.graph.server import GraphServer
from tests.mail.mailbox import mailbox
from tests.slack.server import SlackServer
from tests.teams.faults import deny


def wrong(office: Office) -> str:
    """The lines that fail."""
    return "\n".join(str(line) for line in check(office.config) if not line.ok)


def told(office: Office) -> str:
    """All lines."""
    return "\n".join(map(str, check(office.config)))


def test_a_school_that_has_everything_passes_and_nothing_is_made(office: Office) -> None:
    office.weeks(1, {})
    done = lots("check", "--config", office.config)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(line.startswith("ok    ") for line in done.stdout.splitlines())
    assert "2 pupils, 1 protected left out, 5 staff; 40 new attendance rows in 1 files" in done.stdout
    assert {path.name for path in office.folder.iterdir()} == {"lots.toml", "data"}


def test_after_a_poll_it_still_passes(ill: Office) -> None:
    assert wrong(ill) == ""
    assert "last taken in 2026-09-18 16:00" in told(ill)


def test_one_fail_is_status_1_and_every_fail_has_its_mend(office: Office) -> None:
    office.write("staff.csv", STAFF.replace("nurse", "teacher"))
    done = lots("check", "--config", office.config)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    failed = [line for line in done.stdout.splitlines() if not line.startswith("ok    ")]
    assert failed
    assert all(line.startswith("fail  ") and " — " in line for line in failed)
    assert "the routine asks nurse, nobody in staff.csv has that role" in done.stdout


def test_no_configuration_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no file"):
        check(tmp_path / "lots.toml")


def test_every_mistake_in_the_settings_is_a_line(tmp_path: Path) -> None:
    office = Office(tmp_path, TOML.replace('country = "SE"', 'country = "Sverige"\nrektor = "Rut"'))
    failed = wrong(office)
    assert "lots.toml:3: school.country: is not a country" in failed
    assert "school.rektor: unknown key" in failed


def test_no_secret_is_printed(tmp_path: Path) -> None:
    secret = '[database]\nurl = "postgresql+psycopg://lots:canary-password@127.0.0.1:1/lots"\n'
    failed = wrong(Office(tmp_path, TOML + secret))
    assert "cannot be reached" in failed
    assert "canary" not in failed


def test_a_postgresql_database_is_looked_into(tmp_path: Path) -> None:
    with fresh_url("postgresql", tmp_path) as url:
        office = Office(tmp_path, f'{TOML}[database]\nurl = "{url}"\n')
        last = office.weeks(1, {})
        assert ": reachable, schema " in told(office)
        office.once(last)
        assert wrong(office) == ""
        assert "last taken in" in told(office)


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        (ROSTER.replace("anna.pahittad", "okand", 1), "roster.csv:2: mentor: is not in staff.csv"),
        (ROSTER.replace(",8,Påhittskolan", ",åtta,Påhittskolan", 1), "roster.csv:2: grade: is not a number"),
        (ROSTER.replace("pupil_id", "elev"), "roster.csv:1: broken header: missing pupil_id"),
        (ROSTER.replace(",no\n", ",\n"), "names no pupil who may be shown"),
    ],
)
def test_rows_of_the_roster_are_named(office: Office, roster: str, said: str) -> None:
    office.write("roster.csv", roster)
    assert said in wrong(office)


def test_a_broken_attendance_row_is_named_until_it_was_taken(office: Office) -> None:
    last = office.weeks(1, {})
    file = office.folder / "data" / "attendance.csv"
    file.write_text(file.read_text().replace("present,,,", "närvarande,,,", 1))
    assert "attendance.csv:2: status:" in wrong(office)
    office.once(last)
    assert wrong(office) == ""


def test_a_folder_that_is_not_there_is_named(office: Office) -> None:
    office.config.write_text(TOML.replace("data/", "date/"))
    assert "there is no folder" in wrong(office)


def test_a_mentor_nobody_reaches_is_named(office: Office) -> None:
    office.write("roster.csv", ROSTER.replace("anna.pahittad", "okand"))
    failed = wrong(office)
    assert "no channel reaches okand@skolan.example" in failed
    assert "add mentor:EMAIL or class:CLASS to channels.csv" in failed
    office.write("channels.csv", CHANNELS + "class:8C,local,8c\n")
    assert "no channel reaches" not in wrong(office)


def test_a_role_without_a_channel_is_named(office: Office) -> None:
    office.write("channels.csv", CHANNELS.replace("health_team:Påhittskolan,local,eht\n", ""))
    assert "no channel reaches health_team — add health_team:Påhittskolan to channels.csv" in wrong(office)


def test_deputies_are_asked_for_and_counted(office: Office) -> None:
    assert "nobody has the role deputy" in told(office)
    office.write("staff.csv", STAFF + "rektor@skolan.example,Rut Rektor,deputy,Påhittskolan\n")
    assert "1 deputies stand in where nobody answers" in told(office)


def test_pupils_outside_every_grade_band_are_told(tmp_path: Path) -> None:
    office = Office(tmp_path, TOML.replace("se-ostersund-lit", "fi-nyland"))
    office.write("roster.csv", ROSTER.replace(",8,Påhittskolan", ",10,Påhittskolan"))
    assert "has limits for grades 1–6, 7–9; not measured: 2 in grade 10" in told(office)
    office.write("roster.csv", ROSTER.replace(",8,Påhittskolan", ",,Påhittskolan"))
    assert "does not measure 2 pupils without a grade — fill in the column grade" in wrong(office)


def test_a_line_per_subject_that_no_source_can_feed_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path, TOML.replace('"se-ostersund-lit"', '"own.yaml"'))
    (tmp_path / "own.yaml").write_text(
        "id: own\nname: {sv: Egen}\ncountry: SE\nstages:\n  one:\n    title: {sv: Ett}\n"
        "    when: {any: [{hours: {over: 3, this: term}}, {share: {per: subject, over: 20 %, this: term}}]}\n"
        "    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}}}]\n"
    )
    assert "stage one, line 2 is read per subject, which CSV files do not name: measures nobody" in told(
        office
    )


def test_a_ladder_with_mistakes_or_without_asks_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path, TOML.replace('"se-ostersund-lit"', '"own.yaml"'))
    own = tmp_path / "own.yaml"
    own.write_text("id: own\nname: {sv: Egen}\ncountry: SE\nstages: {}\n")
    assert "own.yaml:4" in wrong(office)
    own.write_text(
        "id: own\nname: {sv: Egen}\ncountry: SE\nstages:\n  one:\n    title: {sv: Ett}\n"
        "    when: {any: [{share: {at_least: 10 %, last: 4 school weeks}}]}\n"
    )
    assert "stages.one.asks: nobody is asked" in wrong(office)


def test_a_school_missing_from_the_settings_is_told(tmp_path: Path) -> None:
    two = TOML.replace("[school]", "[[schools]]", 1)
    two += '[[schools]]\nname = "B"\ncountry = "SE"\ntimezone = "Europe/Stockholm"\nlanguage = "sv"\n'
    office = Office(tmp_path, two + 'ladder = "se-ostersund-lit"\n')
    office.write("roster.csv", ROSTER.replace("8,Påhittskolan", "8,Annanskolan"))
    assert "Annanskolan: is in roster.csv, not in the settings" in wrong(office)


def test_a_port_that_another_program_holds_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        office = Office(tmp_path, TOML.replace("127.0.0.1:0", f"127.0.0.1:{port}"))
        other.settimeout(0)
        assert "another program listens there" in wrong(office)


def test_a_port_that_other_machines_reach_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path, TOML.replace("127.0.0.1:0", "0.0.0.0:0"))
    assert "reached by other machines without TLS: let only the HTTPS proxy through" in told(office)


def test_a_folder_that_may_not_be_read_is_one_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode == os.W_OK and may(path, mode))
    lines = [line for line in wrong(office).splitlines() if "source" in line]
    assert len(lines) == 1
    assert "this user may not read the folder" in lines[0]


def test_an_export_that_stopped_is_told(ill: Office) -> None:
    ill.once(date(2026, 10, 9))
    ill.write("channels.csv", CHANNELS)
    assert "no lesson since 2026-09-18, 15 school days ago" in wrong(ill)


def test_terms_that_have_run_out_are_told_and_fail_where_anybody_is_to_be_reached(office: Office) -> None:
    ended = TERMS.replace("2026-", "2019-")
    office.write("terms.csv", ended)
    assert "its last known term ends 2019-12-18, add the next to terms.csv" in told(office)
    office.write("channels.csv", CHANNELS.replace("local,8c", "slack,C08C"))
    line = (
        "its last known term ended 2019-12-18, nobody is asked or reminded — add the next term to terms.csv"
    )
    assert line in wrong(office)
    office.write("terms.csv", f"{ended}Påhittskolan,VT50,2050-01-10,2050-06-10\n")
    assert "last known term" not in told(office)


def test_a_channel_of_slack_without_slack_is_told(office: Office) -> None:
    office.write("channels.csv", CHANNELS.replace("local,8c", "slack,C08C"))
    assert "names Slack, but there is no [slack]" in wrong(office)


def with_slack(folder: Path, slack: SlackServer, token: str = "") -> Office:
    words = f'bot_token = "{token or slack.token}"\nsigning_secret = "x"\napi_url = "{slack.api_url}"\n'
    return Office(folder, f"{TOML}[slack]\n{words}")


def test_slack_is_asked_for_the_token_and_every_channel_and_nothing_is_posted(tmp_path: Path) -> None:
    with SlackServer() as slack:
        slack.add_user("eht@skolan.example", id="U0EHT")
        room = slack.add_channel("8c")
        office = with_slack(tmp_path, slack)
        rows = CHANNELS.replace("local,8c", f"slack,{room.id}").replace(
            "local,eht", "slack,@eht@skolan.example"
        )
        office.write("channels.csv", rows.replace("local,rektor", "slack,C0NOWHERE"))
        lines = told(office)
        assert "ok    slack.bot_token:" in lines
        assert f"slack {room.id}: the bot is in it" in lines
        assert "slack @eht@skolan.example: found" in lines
        assert "fail  slack C0NOWHERE: channel_not_found — mend its id in channels.csv" in lines
        assert not [call for call in slack.calls if "post" in call.method.lower()]


def test_a_token_that_is_refused_is_told_once_and_not_printed(tmp_path: Path) -> None:
    with SlackServer() as slack:
        failed = wrong(with_slack(tmp_path, slack, token="xoxb-canary"))
    assert "slack.bot_token: invalid_auth — copy the Bot User OAuth Token" in failed
    assert "canary" not in failed


def test_mail_is_tried_and_its_mailboxes_are_named(tmp_path: Path) -> None:
    with mailbox() as box:
        mail = f'[mail]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {box.port}\nstarttls = false\n'
        office = Office(tmp_path, f"{TOML}{mail}boxes = {{health_team = 'eht@skolan.example'}}\n")
        assert "mail: referrals go to the mailbox of health_team" in told(office)
        assert "no routine asks" not in told(office)
        office.config.write_text(f"{TOML}{mail}boxes = {{eht = 'eht@skolan.example'}}\n", encoding="utf-8")
        assert "mail: no routine asks eht — name a role of the routine in boxes: health_team" in wrong(office)
        assert f"mail server 127.0.0.1:{box.port}: answers, NOT encrypted" in told(office)
        office.config.write_text(TOML + mail, encoding="utf-8")
        assert "mail: no mailbox is named, so nothing is mailed" in wrong(office)
        assert box.mails == []
    assert f"mail server 127.0.0.1:{box.port}: the mail server cannot be reached" in wrong(office)


def test_the_mailbox_mails_come_from_is_looked_into_and_nothing_is_sent(tmp_path: Path) -> None:
    with GraphServer() as graph:
        graph.add("narvaro@skolan.example")
        office = Office(tmp_path, with_graph_mail(graph))
        assert "mailbox narvaro@skolan.example: the bot can use it" in told(office)
        assert graph.calls_of("draft") == []
        graph.faults.push("mails", deny(403, "ErrorAccessDenied"))
        assert "mailbox narvaro@skolan.example: ErrorAccessDenied — give the app Mail.ReadWrite" in wrong(
            office
        )
        graph.entra.secret = "another"
        failed = wrong(office)
        assert "mailbox narvaro@skolan.example: teams.client_secret is refused" in failed
        assert graph.secret not in failed


def test_a_calendar_is_looked_into_and_nothing_is_booked(office: Office) -> None:
    office.weeks(1, {})
    with GraphServer() as graph:
        graph.add("narvaro@skolan.example", ANNA)
        office.config.write_text(f'{with_graph_mail(graph)}[meetings]\nkind = "graph"\n', encoding="utf-8")
        assert f"calendar of {ANNA}: the bot can use it" in told(office)
        graph.faults.push("schedule", deny(403, "ErrorAccessDenied"))
        assert f"calendar of {ANNA}: ErrorAccessDenied — give the app Calendars.ReadWrite" in wrong(office)
        graph.exchange.boxes[ANNA].hidden = True
        assert f"calendar of {ANNA}: somebody's calendar cannot be read — give the app" in wrong(office)
        assert graph.calls_of("book") == []


def test_whether_the_app_may_be_installed_for_somebody_is_looked_at_and_nothing_is_installed(
    office: Office,
) -> None:
    office.weeks(1, {})
    office.write("channels.csv", f"{CHANNELS}mentor:{ANNA},teams,@{ANNA}\n")
    with GraphServer() as graph:
        teams = f'[teams]\ncatalogue_id = "{APP}"\n'
        office.config.write_text(with_graph_mail(graph).replace("[teams]\n", teams), encoding="utf-8")
        assert f"the app for {ANNA}: no member of the organisation has that address" in wrong(office)
        graph.know("anna", ANNA)
        assert f"the app for {ANNA}: the bot can use it" in told(office)
        graph.faults.push("installs", deny(403, "Forbidden"))
        assert f"the app for {ANNA}: Forbidden — give the app User.Read.All" in wrong(office)
        assert graph.calls_of("install") == []


def test_staff_from_a_group_counts_and_a_group_nobody_may_read_is_said(office: Office) -> None:
    office.weeks(1, {})
    office.write("staff.csv", STAFF.replace("nurse", "teacher"))
    with GraphServer() as graph:
        graph.know("siv", "siv@skolan.example")
        graph.directory.groups = {APP: ["siv"]}
        roles = f'[graph]\nroles = {{nurse = "{APP}"}}\n'
        office.config.write_text(with_graph_mail(graph).replace("[graph]\n", roles), encoding="utf-8")
        assert "graph.roles: 1 people in 1 groups" in told(office)
        assert "asks nurse" not in wrong(office)
        graph.directory.groups = {APP: []}
        assert "graph.roles: nobody is in the group of nurse" in wrong(office)
        graph.faults.push("members", deny(403, "Authorization_RequestDenied"))
        failed = wrong(office)
        assert "graph.roles: Authorization_RequestDenied — give the app GroupMember.Read.All" in failed
        assert "asks nurse" in failed


def with_graph_mail(graph: GraphServer) -> str:
    """Teams' registration and mail by Graph."""
    return f"""{TOML}
[teams]
client_id = "{graph.app_id}"
client_secret = "{graph.secret}"
tenant_id = "{graph.tenant_id}"
login_url = "{graph.url}"
openid_url = "{graph.url}/v1/.well-known/openidconfiguration"
[graph]
url = "{graph.url}"
[mail]
kind = "graph"
sender = "narvaro@skolan.example"
boxes = {{health_team = "eht@skolan.example"}}
"""
