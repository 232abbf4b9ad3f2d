"""lots.toml: the contract's example is read, every mistake names its place and key, no secret is shown."""

from __future__ import annotations

import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from bot.settings_errors import SettingsError

CONTRACT = """\
[school]
name = "Lits skola"
country = "SE"
timezone = "Europe/Stockholm"
language = "sv"
ladder = "se-ostersund-lit"
[database]
url = "postgresql+psycopg://lots:hemligt@db/lots"
[[sources]]
name = "csv"
kind = "csv"
path = "data/"
[slack]
bot_token = "xoxb-canary"
signing_secret = "signing-canary"
api_url = "https://slack.com/api/"
[teams]
client_id = "3d1f8b7e-52c4-4a0b-b6d9-7e8f9a0b1c2d"
client_secret = "client-canary"
tenant_id = "6f0c3a52-1d5b-4c87-9d0e-2b7a1f4e8c31"
[mail]
kind = "smtp"
host = "mail.example.se"
[privacy]
display = "reference"
"""
SCHOOL = CONTRACT.partition("[database]")[0]
CANARIES = ("xoxb-canary", "signing-canary", "client-canary", "hemligt")


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "lots.toml"


def load(toml: Path, text: str, environ: dict[str, str] | None = None, **more: object) -> Settings:
    toml.write_text(text, encoding="utf-8")
    return load_settings(toml, environ or {}, **more)  # type: ignore[arg-type] # one key only: ladders


def fault(toml: Path, text: str, environ: dict[str, str] | None = None, **more: object) -> str:
    with pytest.raises(SettingsError) as caught:
        load(toml, text, environ, **more)
    return str(caught.value)


def test_the_contract_s_example_is_read(toml: Path) -> None:
    settings = load(toml, CONTRACT)
    assert [school.name for school in settings.schools] == ["Lits skola"]
    assert settings.sources[0].path == toml.parent / "data"
    assert settings.slack is not None
    assert settings.slack.bot_token.get_secret_value() == "xoxb-canary"
    assert settings.http.host == "127.0.0.1"
    assert settings.http.port == 8080


def test_one_table_is_enough_and_the_rest_has_its_defaults(toml: Path) -> None:
    settings = load(toml, SCHOOL)
    assert settings.database.url.get_secret_value() == f"sqlite:///{toml.parent / 'lots.db'}"
    assert (settings.reminders.remind_after, settings.reminders.deputy_after) == (1, 4)
    assert settings.reminders.principal_after == 8
    assert settings.digest.at == time(7, 30)
    assert settings.coverage.minimum == 0.8
    assert settings.privacy.display_in("C1") == "reference"
    assert settings.privacy.class_min == 10
    assert settings.slack is None


def test_several_schools_stand_side_by_side(toml: Path) -> None:
    second = SCHOOL.replace("Lits skola", "Testskolan")
    settings = load(toml, (SCHOOL + second).replace("[school]", "[[schools]]"))
    assert [school.name for school in settings.schools] == ["Lits skola", "Testskolan"]


def test_a_channel_is_opted_in_by_its_id(toml: Path) -> None:
    settings = load(toml, SCHOOL + '[privacy.channels]\nC0TEST = "initials"\n')
    assert settings.privacy.display_in("C0TEST") == "initials"
    assert settings.privacy.display_in("C0OTHER") == "reference"
    by_environment = load(toml, SCHOOL, {"LOTS_PRIVACY__CHANNELS__C0TEST": "name"})
    assert by_environment.privacy.display_in("C0TEST") == "name"


@pytest.mark.parametrize(
    ("written", "share"), [('"80 %"', 0.8), ('"72,5 %"', 0.725), ("0.5", 0.5), ("1", 1.0)]
)
def test_a_share_is_written_either_way(toml: Path, written: str, share: float) -> None:
    assert load(toml, f"{SCHOOL}[coverage]\nminimum = {written}\n").coverage.minimum == pytest.approx(share)


@pytest.mark.parametrize(
    "url", ["sqlite:////var/lots.db", "sqlite:///:memory:", "postgresql+psycopg://db/lots"]
)
def test_an_absolute_database_address_stays_as_it_is(toml: Path, url: str) -> None:
    assert load(toml, f'{SCHOOL}[database]\nurl = "{url}"\n').database.url.get_secret_value() == url


class TestEnvironment:
    def test_it_wins_over_the_file(self, toml: Path) -> None:
        environ = {
            "LOTS_SLACK__BOT_TOKEN": "xoxb-new",
            "LOTS_HTTP__BIND": "0.0.0.0:80",
            "LOTS_SCHOOL__LANGUAGE": "en",
        }
        settings = load(toml, CONTRACT, environ)
        assert settings.slack is not None
        assert settings.slack.bot_token.get_secret_value() == "xoxb-new"
        assert settings.http.bind == "0.0.0.0:80"
        assert settings.schools[0].language == "en"

    def test_a_whole_file_may_come_from_it(self, toml: Path) -> None:
        environ = {
            "LOTS_SCHOOLS__0__NAME": "Testskolan",
            "LOTS_SCHOOLS__0__COUNTRY": "FI",
            "LOTS_SCHOOLS__0__TIMEZONE": "Europe/Helsinki",
            "LOTS_SCHOOLS__0__LANGUAGE": "fi",
            "LOTS_SCHOOLS__0__LADDER": "fi-test",
            "LOTS_SOURCES__0__NAME": "csv",
            "LOTS_SOURCES__0__KIND": "csv",
            "LOTS_SOURCES__0__PATH": "/srv/data",
            "LOTS_MAIL__KIND": "smtp",
            "LOTS_MAIL__HOST": "mail",
            "LOTS_MAIL__STARTTLS": "false",
            "LOTS_REMINDERS__REMIND_AFTER": "2",
        }
        settings = load(toml, "", environ)
        assert settings.sources[0].path == Path("/srv/data")
        assert settings.reminders.remind_after == 2
        assert settings.mail is not None
        assert not settings.mail.starttls

    def test_a_secret_comes_from_a_file(self, toml: Path) -> None:
        secret = toml.parent / "token"
        secret.write_text("xoxb-from-file\n")
        settings = load(toml, CONTRACT, {"LOTS_SLACK__BOT_TOKEN_FILE": str(secret)})
        assert settings.slack is not None
        assert settings.slack.bot_token.get_secret_value() == "xoxb-from-file"

    def test_the_mark_a_windows_editor_puts_before_a_secret_is_no_part_of_it(self, toml: Path) -> None:
        secret = toml.parent / "token"
        secret.write_bytes(b"\xef\xbb\xbfxoxb-from-file\r\n")
        settings = load(toml, CONTRACT, {"LOTS_SLACK__BOT_TOKEN_FILE": str(secret)})
        assert settings.slack is not None
        assert settings.slack.bot_token.get_secret_value() == "xoxb-from-file"

    def test_a_secret_s_file_that_is_not_there_is_named_by_its_variable(self, toml: Path) -> None:
        said = fault(toml, CONTRACT, {"LOTS_SLACK__BOT_TOKEN_FILE": "/nowhere/token"})
        assert (
            said
            == "environment LOTS_SLACK__BOT_TOKEN_FILE: the file cannot be read: No such file or directory"
        )

    def test_a_value_and_a_file_for_one_key_contradict(self, toml: Path) -> None:
        environ = {"LOTS_SLACK__BOT_TOKEN": "xoxb-canary", "LOTS_SLACK__BOT_TOKEN_FILE": "/dev/null"}
        assert "LOTS_SLACK__BOT_TOKEN is set too" in fault(toml, CONTRACT, environ)

    def test_a_mistake_is_named_by_its_variable(self, toml: Path) -> None:
        said = fault(toml, CONTRACT, {"LOTS_SCHOOL__LANGUAGE": "de"})
        assert (
            said
            == "environment LOTS_SCHOOL__LANGUAGE: school.language: is not one of them; allowed: sv, fi, en"
        )

    def test_unknown_variables_are_errors_where_they_look_like_settings(self, toml: Path) -> None:
        assert "slack.tokn: unknown key" in fault(toml, CONTRACT, {"LOTS_SLACK__TOKN": "x"})
        assert "no such setting" in fault(toml, CONTRACT, {"LOTS_SLACK__BOT_TOKEN__X": "x"})
        load(toml, CONTRACT, {"LOTS_TEST_DATABASE": "x", "HOME": "/root"})

    def test_the_process_environment_is_not_looked_at(
        self, toml: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LOTS_SCHOOL__LANGUAGE", "fi")
        (toml.parent / ".env").write_text("LOTS_SCHOOL__LANGUAGE=fi\n")
        monkeypatch.chdir(toml.parent)
        assert load(toml, CONTRACT).schools[0].language == "sv"


BAD = {
    "unknown_table": (
        SCHOOL + "[slak]\n",
        "lots.toml:7: slak: unknown key; allowed: school, schools, database",
    ),
    "unknown_key": (SCHOOL + "\n[http]\nport = 80\n", "lots.toml:9: http.port: unknown key; allowed: bind"),
    "no_school": ("[http]\n", "lots.toml: schools: is missing"),
    "school_twice": (SCHOOL + "[[schools]]\n", "[school] and [[schools]] are both there"),
    "no_name": (SCHOOL.replace('name = "Lits skola"\n', ""), "lots.toml:1: school.name: is missing"),
    "empty_name": (SCHOOL.replace("Lits skola", ""), "lots.toml:2: school.name: is empty"),
    "country": (
        SCHOOL.replace('"SE"', '"Sweden"'),
        "lots.toml:3: school.country: is not a country; allowed: two",
    ),
    "timezone": (
        SCHOOL.replace("Stockholm", "Lit"),
        "lots.toml:4: school.timezone: is not a known time zone",
    ),
    "timezone_path": (
        SCHOOL.replace("Europe/Stockholm", "../etc"),
        "lots.toml:4: school.timezone: is not a time zone",
    ),
    "language": (
        SCHOOL.replace('"sv"', '"se"'),
        "lots.toml:5: school.language: is not one of them; allowed: sv, fi, en",
    ),
    "ladder_file": (
        SCHOOL.replace("se-ostersund-lit", "own.yaml"),
        "lots.toml:6: school.ladder: there is no such file",
    ),
    "second_school": (
        SCHOOL.replace("[school]", "[[schools]]")
        + SCHOOL.replace("[school]", "[[schools]]").replace('"sv"', "1"),
        "lots.toml:11: schools[1].language: is not one of them",
    ),
    "same_school": (
        SCHOOL.replace("[school]", "[[schools]]") * 2,
        "schools: the name Lits skola is there twice",
    ),
    "database": (
        SCHOOL + '[database]\nurl = "mysql://hemligt"\n',
        "lots.toml:8: database.url: is not a database address",
    ),
    "source_kind": (
        SCHOOL + '[[sources]]\nname = "a"\nkind = "excel"\n',
        "lots.toml:9: sources[0].kind: is not one of them; allowed: csv, ss12000, edlevo, edfi",
    ),
    "source_path": (
        SCHOOL + '[[sources]]\nname = "a"\nkind = "csv"\n',
        "lots.toml:7: sources[0]: path is missing",
    ),
    "source_url": (
        SCHOOL + '[[sources]]\nname = "a"\nkind = "edfi"\n',
        "lots.toml:7: sources[0]: url is missing",
    ),
    "source_both": (
        SCHOOL + '[[sources]]\nname = "a"\nkind = "csv"\npath = "a"\nurl = "https://x.se"\n',
        "sources[0]: url is not for a source of kind csv; allowed: path",
    ),
    "source_name": (
        SCHOOL + '[[sources]]\nname = "A b"\nkind = "csv"\npath = "a"\n',
        "lots.toml:8: sources[0].name: is not a name; allowed: small letters",
    ),
    "sources_one_table": (
        SCHOOL + "[sources]\n",
        "lots.toml:7: sources: must be a list of tables, like [[sources]]",
    ),
    "no_token": (
        SCHOOL + "[slack]\n",
        "lots.toml:7: slack.bot_token: is missing; allowed: here, or in a file named by LOTS_SLACK__BOT_TOKEN_FILE",
    ),
    "no_way_in": (
        SCHOOL + '[slack]\nbot_token = "xoxb-canary"\n',
        "lots.toml:7: slack: signing_secret is missing",
    ),
    "empty_token": (CONTRACT.replace("xoxb-canary", " "), "lots.toml:14: slack.bot_token: is empty"),
    "plain_http": (
        CONTRACT.replace("https://slack.com", "http://slack.com"),
        "lots.toml:16: slack.api_url: is not an address; allowed: https://",
    ),
    "token_number": (
        CONTRACT.replace('"xoxb-canary"', "12"),
        "lots.toml:14: slack.bot_token: must be text in quot",
    ),
    "pace": (
        CONTRACT.replace("[teams]", "pace = -1\n[teams]"),
        "lots.toml:17: slack.pace: is out of range; allowed: at least 0",
    ),
    "mail_kind": (
        SCHOOL + '[mail]\nkind = "fax"\n',
        "lots.toml:8: mail.kind: is not one of them; allowed: graph, smtp",
    ),
    "mail_host": (SCHOOL + '[mail]\nkind = "smtp"\n', "lots.toml:7: mail: host is missing"),
    "mail_sender": (SCHOOL + '[mail]\nkind = "graph"\n', "lots.toml:7: mail: sender is missing"),
    "mail_graph": (
        SCHOOL + '[mail]\nkind = "graph"\nsender = "a@b.example"\n',
        "mail: kind graph needs [teams] with client_id, client_secret and tenant_id; allowed: smtp",
    ),
    "meetings_graph": (
        SCHOOL + '[meetings]\nkind = "graph"\n',
        "meetings: kind graph needs [teams] with client_id, client_secret and tenant_id",
    ),
    "meetings_minutes": (
        SCHOOL + '[meetings]\nkind = "graph"\nminutes = 5\n',
        "lots.toml:9: meetings.minutes: is out of range; allowed: at least 15",
    ),
    "mail_box": (
        SCHOOL + '[mail]\nkind = "smtp"\nhost = "h"\nboxes = {health_team = "EHT"}\n',
        "lots.toml:10: mail.boxes.health_team: is not a mail address; allowed: one address",
    ),
    "mail_audience": (
        SCHOOL + '[mail]\nkind = "smtp"\nhost = "h"\nboxes = {"Elevhälsan" = "a@b.example"}\n',
        "is not an audience; allowed: a role like health_team",
    ),
    "mail_header": (
        SCHOOL + '[mail]\nkind = "smtp"\nhost = "h"\nheaders = {Bcc = "a@b.example"}\n',
        "is not a header of one's own; allowed: a name like X-Encrypt",
    ),
    "display": (
        SCHOOL + '[privacy]\ndisplay = "full"\n',
        "privacy.display: is not one of them; allowed: reference, initials",
    ),
    "class_min": (
        SCHOOL + "[privacy]\nclass_min = 2\n",
        "lots.toml:8: privacy.class_min: is out of range; allowed: at le",
    ),
    "bind": (
        SCHOOL + '[http]\nbind = "8080"\n',
        "lots.toml:8: http.bind: is not an address; allowed: host:port",
    ),
    "port": (SCHOOL + '[http]\nbind = "127.0.0.1:99999"\n', "http: bind has no such port"),
    "reminders": (
        SCHOOL + "[reminders]\ndeputy_after = 9\n",
        "lots.toml:7: reminders: remind_after, deputy_after and",
    ),
    "reminder_text": (
        SCHOOL + '[reminders]\nremind_after = "soon"\n',
        "reminders.remind_after: must be a whole number",
    ),
    "digest": (
        SCHOOL + '[digest]\nat = "half past"\n',
        'lots.toml:8: digest.at: is not a time of day; allowed: "07:30"',
    ),
    "coverage": (
        SCHOOL + '[coverage]\nminimum = "800 %"\n',
        'coverage.minimum: is not a share; allowed: "80 %" or 0.8',
    ),
    "no_schools": ("schools = []\n", "schools: is empty; allowed: at least one"),
    "not_a_table": ("school = 1\n", "lots.toml:1: school: must be a table"),
    "not_toml": (SCHOOL + "bot_token = xoxb\n", "lots.toml:7: is not TOML: "),
    "key_twice": (SCHOOL + 'ladder = "x"\n', "is not TOML: Cannot overwrite a value"),
}


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_names_its_line_and_key(toml: Path, mistake: str) -> None:
    text, expected = BAD[mistake]
    said = fault(toml, text)
    assert expected in said
    assert len(said.splitlines()) == 1
    assert not any(canary in said for canary in CANARIES)


def test_all_mistakes_are_told_at_once(toml: Path) -> None:
    said = fault(toml, SCHOOL.replace('"sv"', '"x"') + "[digest]\nat = 7\n[slak]\n")
    assert [line.split(": ")[1] for line in said.splitlines()] == ["school.language", "digest.at", "slak"]


def test_a_ladder_is_one_of_the_shipped_or_a_file(toml: Path) -> None:
    said = fault(toml, SCHOOL, ladders=["se-other", "fi-any"])
    assert (
        said
        == "lots.toml:6: school.ladder: there is no such ladder; allowed: fi-any, se-other, or a .yaml file"
    )
    (toml.parent / "own.yaml").write_text("id: own")
    settings = load(toml, SCHOOL.replace("se-ostersund-lit", "own.yaml"), ladders=[])
    assert settings.schools[0].ladder == str(toml.parent / "own.yaml")


def test_a_file_that_cannot_be_read_is_one_line(toml: Path) -> None:
    with pytest.raises(SettingsError, match=r"^lots.toml: cannot be read: No such file or directory$"):
        load_settings(toml, {})
    toml.write_bytes(b'[school]\nname = "Sm\xe5stad"\n')
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load_settings(toml, {})


def test_no_secret_is_shown_by_any_print_of_the_settings(toml: Path) -> None:
    settings = load(toml, CONTRACT)
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert not any(canary in shown for canary in CANARIES)


def test_importing_opens_no_settings_file(tmp_path: Path) -> None:
    for name in (".env", "lots.toml"):
        (tmp_path / name).write_text("broken =")
    opened = "lambda event, given: event == 'open' and print(given[0])"
    script = f"import sys; sys.addaudithook({opened}); import bot.settings"
    environ = {"PYTHONPATH": str(Path(__file__).parent.parent), "LOTS_SCHOOL__LANGUAGE": "broken"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert "pydantic" in done.stdout
    assert ".env" not in done.stdout
    assert "lots.toml" not in done.stdout
