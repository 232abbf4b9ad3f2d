"""The addresses: what they answer with script and without, whom they turn away."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.chat.local.desk import Outcome, OutcomeKind, Step
from bot.chat.local.inbound import local_app
from bot.notices import compose_lists
from bot.notices.board import Refusal
from tests.chat.local import samples
from tests.chat.local.markup import outside_private
from tests.chat.local.school import School

BASE = "http://127.0.0.1:8080"
FRAGMENT = {"Accept": "text/vnd.lots.fragment"}
ANNA = {"as": "anna", "room": "8C", "click": "c1"}
ANSWER = {**ANNA, "action": "contacted_guardian", "sent": "1", "date": "2026-08-24"}


@pytest.fixture
def school() -> School:
    """A school in which Anna has been asked."""
    made = School()
    made.step(Step.PLAY, "")
    return made


@pytest.fixture
def page(school: School) -> TestClient:
    """A browser that follows nothing by itself."""
    return TestClient(Starlette(routes=list(local_app(school))), base_url=BASE, follow_redirects=False)


def test_the_start_leads_to_the_first_mentors_room(page: TestClient) -> None:
    answer = page.get("/")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/rooms/8C?as=anna"


@pytest.mark.parametrize("path", ["/rooms/8C?as=anna", "/static/local.css", "/rooms/none", "/"])
def test_every_answer_carries_the_headers_and_no_cookie(page: TestClient, path: str) -> None:
    headers = page.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("host", ["lots.example", "127.0.0.1.lots.example:8080", "", "[", "10.0.0.1:8080"])
def test_a_foreign_host_is_turned_away(page: TestClient, host: str) -> None:
    assert page.get("/rooms/8C", headers={"Host": host}).status_code == 421
    assert page.post("/asks/1", data=ANSWER, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8080", "[::1]:8080", "127.0.0.1"])
def test_the_own_host_may_be_called_by_its_names(page: TestClient, host: str) -> None:
    assert page.get("/rooms/8C", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://lots.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/asks/1", "/demo"])
def test_a_foreign_origin_changes_nothing(
    page: TestClient, school: School, path: str, headers: dict[str, str]
) -> None:
    before = (school.at, list(school.journal))
    assert page.post(path, data={**ANSWER, "step": "day"}, headers=headers).status_code == 403
    assert (school.at, school.journal) == before


@pytest.mark.parametrize("headers", [{"Origin": BASE}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}])
def test_the_page_itself_may_post(page: TestClient, headers: dict[str, str]) -> None:
    assert page.post("/asks/1", data=ANSWER, headers=headers).status_code == 303


def test_an_unknown_room_or_person_is_not_found(page: TestClient) -> None:
    assert page.get("/rooms/nowhere").status_code == 404
    assert page.get("/rooms/8C?as=nobody").status_code == 404
    assert page.get("/events?room=nowhere").status_code == 404
    assert page.get("/static/../desk.py").status_code == 404
    assert page.get("/static/desk.py").status_code == 404


def test_opening_the_form_puts_the_focus_in_its_first_field(page: TestClient) -> None:
    answer = page.post("/asks/1", data={**ANNA, "action": "contacted_guardian"}, headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer.headers["lots-focus"] == "i-K7M2-date"
    assert 'data-into="m-K7M2"' in answer.text
    assert answer.headers["lots-at"] == "/rooms/8C?as=anna&case=K7M2&form=1.contacted_guardian"


def test_a_saved_answer_takes_the_form_away_and_speaks(page: TestClient, school: School) -> None:
    answer = page.post("/asks/1", data=ANSWER, headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer.headers["lots-focus"] == "t-K7M2"
    assert unquote(answer.headers["lots-say"]) == "Svaret är sparat."
    assert '<form id="f-K7M2" hidden>' in answer.text
    assert "Ångra" in answer.text
    assert school.asks[0].answered


def test_the_same_click_twice_is_one(page: TestClient, school: School) -> None:
    page.post("/asks/1", data=ANSWER, headers=FRAGMENT)
    before = list(school.journal)
    assert page.post("/asks/1", data=ANSWER, headers=FRAGMENT).status_code == 200
    assert school.journal == before


def test_each_render_has_its_own_click(page: TestClient) -> None:
    found = [re.findall('name="click" value="([^"]+)"', page.get("/rooms/8C?as=anna").text) for _ in range(2)]
    assert found[0][0] != found[1][0]
    assert len(set(found[0])) == 1


def test_an_error_stands_at_its_field_and_keeps_what_was_written(page: TestClient, school: School) -> None:
    wrong = {**ANSWER, "date": "2026-12-24", "note": "Kommer i morgon", "causes": ["c1", "c2"]}
    answer = page.post("/asks/1", data=wrong, headers=FRAGMENT)
    assert answer.status_code == 422
    assert answer.headers["lots-focus"] == "i-K7M2-date"
    assert 'aria-describedby="e-i-K7M2-date"' in answer.text
    assert "Kommer i morgon" in answer.text
    assert answer.text.count(" checked") == 2
    assert not school.asks[0].answered


def test_somebody_else_is_refused_privately(page: TestClient, school: School) -> None:
    answer = page.post("/asks/1", data={**ANSWER, "as": "mehmet"}, headers=FRAGMENT)
    assert answer.status_code == 403
    assert "Bli Anna Lindqvist" in answer.text
    assert "Bara du ser detta" in answer.text
    assert samples.PUPIL not in answer.text + unquote(answer.headers["lots-say"])
    assert not school.asks[0].answered


def test_a_list_of_ones_own_is_drawn_as_rows_that_can_be_opened(
    page: TestClient, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        compose_lists.TaskRow(ref=ref, ask_id=ask, what="Välj vem", due=date(2026, 12, 1), class_name="8C")
        for ref, ask in (("T4XA", "a1"), ("P9DE", "a2"))
    ]
    listed = Outcome(
        kind=OutcomeKind.REPEATED,
        reference="K7M2",
        key="K7M2",
        room="8C",
        refusal=Refusal(notice=compose_lists.tasks("sv", rows)),
        say="Din lista.",
    )
    monkeypatch.setattr(school, "answer", lambda _: listed)
    answer = page.post("/asks/1", data={**ANNA, "action": "my_tasks"}, headers=FRAGMENT)
    assert answer.headers["lots-focus"] == "nh-K7M2"
    assert unquote(answer.headers["lots-say"]) == "Din lista."
    assert 'class="private told" id="n-K7M2"' in answer.text
    assert "Bara du ser detta" in answer.text
    for ref, ask in (("T4XA", "a1"), ("P9DE", "a2")):
        assert re.search(rf'<li class="one"><p><b>{ref}</b> · 8C<br>.*?formaction="/asks/{ask}"', answer.text)
    assert page.post("/asks/1", data={**ANNA, "action": "my_tasks"}).text.count("<b>T4XA</b>") == 1


def test_a_late_or_second_answer_is_told_kindly(page: TestClient, school: School) -> None:
    page.post("/asks/1", data=ANSWER)
    again = page.post("/asks/1", data={**ANSWER, "click": "c2"}, headers=FRAGMENT)
    assert again.status_code == 409
    assert "Redan besvarad" in unquote(again.headers["lots-say"])
    assert page.post("/asks/gone", data=ANSWER, headers=FRAGMENT).status_code == 409


def test_showing_the_pupil_is_noted_once_and_the_stream_never_counts(
    page: TestClient, school: School
) -> None:
    answer = page.post("/asks/1", data={**ANNA, "action": "show"}, headers=FRAGMENT)
    assert answer.headers["lots-focus"] == "pn"
    assert samples.PUPIL in answer.text
    assert samples.PUPIL not in outside_private(answer.text)
    assert "Alva" not in answer.headers["lots-at"]


def test_cancel_saves_nothing(page: TestClient, school: School) -> None:
    answer = page.post("/asks/1", data={**ANSWER, "action": "cancel"}, headers=FRAGMENT)
    assert '<form id="f-K7M2" hidden>' in answer.text
    assert answer.headers["lots-focus"] == "t-K7M2"
    assert not school.asks[0].answered


def test_without_script_every_step_has_an_address(page: TestClient, school: School) -> None:
    opened = page.post("/asks/1", data={**ANNA, "action": "contacted_guardian"})
    assert opened.status_code == 303
    assert opened.headers["location"].endswith("form=1.contacted_guardian#f-K7M2")
    assert 'id="f-K7M2"' in page.get(opened.headers["location"]).text
    shown = page.post("/asks/1", data={**ANNA, "action": "show"})
    assert samples.PUPIL in page.get(shown.headers["location"]).text
    saved = page.post("/asks/1", data=ANSWER)
    assert saved.status_code == 303
    assert "Ångra" in page.get(saved.headers["location"]).text


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"date": "2026-12-24"}, 422, "Välj ett datum"),
        ({"as": "mehmet"}, 403, "Bli Anna Lindqvist"),
    ],
)
def test_without_script_an_error_is_a_whole_page(
    page: TestClient, change: dict[str, str], status: int, words: str
) -> None:
    answer = page.post("/asks/1", data={**ANSWER, **change})
    assert answer.status_code == status
    assert answer.text.startswith("<!doctype html>")
    assert words in answer.text


def test_a_link_to_a_case_brings_only_what_differs(page: TestClient) -> None:
    answer = page.get("/rooms/8C?as=anna&case=K7M2&show=pupil&view=case", headers=FRAGMENT)
    assert answer.headers["lots-focus"] == "pn"
    assert answer.text.startswith('<aside class="pane" id="case"')
    assert len(answer.content) <= 8_000


@pytest.mark.parametrize(
    "data",
    [
        {**ANNA, "action": "contacted_guardian"},
        {**ANNA, "action": "show"},
        ANSWER,
        {**ANSWER, "date": "2026-12-24"},
        {**ANSWER, "as": "mehmet"},
    ],
)
def test_fragments_keep_their_budget(page: TestClient, data: dict[str, str]) -> None:
    assert len(page.post("/asks/1", data=data, headers=FRAGMENT).content) <= 8_000


@pytest.mark.parametrize("body", [b"x=" + b"a" * 70_000, b"action=%ff", b"&".join([b"a=1"] * 400), b"\xff"])
def test_a_bad_body_is_refused(page: TestClient, school: School, body: bytes) -> None:
    assert page.post("/asks/1", content=body).status_code == 400
    assert not school.asks[0].answered


def test_the_calendar_turns(page: TestClient, school: School) -> None:
    before = school.at
    answer = page.post("/demo", data={"step": "day", "as": "anna", "room": "8C"})
    assert answer.headers["location"] == "/rooms/8C?as=anna"
    assert page.post("/demo", data={"step": "week"}, headers=FRAGMENT).status_code == 204
    assert page.post("/demo", data={"step": "year"}).status_code == 422
    assert school.at == before + 6


def test_a_click_needs_no_more_than_who_and_what(page: TestClient, school: School) -> None:
    shortest = {"as": "anna", "action": "contacted_guardian", "date": "2026-08-24"}
    answer = page.post("/asks/1", data=shortest)
    assert answer.headers["location"] == "/rooms/8C?as=anna&case=K7M2#a-K7M2"
    assert school.asks[0].answered
    assert "" not in school.clicks
    assert page.post("/asks/1", data={"as": "anna"}).status_code == 422
