"""How a ladder is found by id or path."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ladders import load, load_forms, shipped
from bot.rules.ladder_file import LadderError


def test_the_three_routines_are_shipped() -> None:
    assert shipped() == ["se-ostersund-lit", "fi-grundlaggande", "fi-nyland"]
    assert [load(key).id for key in shipped()] == shipped()


def test_an_unknown_id_is_said_with_the_nearest_and_the_known() -> None:
    with pytest.raises(LadderError) as caught:
        load("fi-nylund")

    assert str(caught.value) == (
        'fi-nylund: no ladder with this id, and no such file (did you mean "fi-nyland"?); '
        "allowed: se-ostersund-lit, fi-grundlaggande, fi-nyland or the path of a YAML file"
    )


def test_a_folder_is_no_ladder(tmp_path: Path) -> None:
    with pytest.raises(LadderError, match="is a folder"):
        load(str(tmp_path))


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "ladder.yaml"
    path.write_bytes("name: {sv: Frånvaro}".encode("latin-1"))

    with pytest.raises(LadderError, match="is not UTF-8 text"):
        load(str(path))


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ladder.yaml"
    path.write_text("id: a\nname: {sv: A}\ncountry: SE\nstages: {one: }\n", encoding="utf-8-sig")

    assert load(str(path)).id == "a"


def test_a_null_byte_in_the_path_is_no_crash() -> None:
    with pytest.raises(LadderError, match="no such file"):
        load("a\0b")


def test_every_form_has_words_in_three_languages_and_fits_a_modal() -> None:
    for form in load_forms().values():
        for language in ("sv", "fi", "en"):
            assert 0 < len(form.title[language]) <= 24, form.key
            for field in (*form.fields, *(column for f in form.fields for column in f.fields)):
                assert 0 < len(field.label[language]) <= 75, (form.key, field.key)
                assert not field.hint or len(field.hint[language]) <= 150, (form.key, field.key)
                assert all(0 < len(text[language]) <= 75 for _, text in field.options), (form.key, field.key)
