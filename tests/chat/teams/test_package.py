"""The package a school uploads holds what Teams demands, in three languages, and asks for nothing more."""

from __future__ import annotations

import io
import json
import struct
import zipfile

import jsonschema
import pytest

from bot.chat.teams.package import WORDS, package
from bot.errors import UserError
from bot.handlers.lists import CONCERN_WORDS, EXPLAIN_WORDS
from tests.teams.npm import fetched
from tests.teams.server import APP_ID

MICROSOFTS = "@microsoft/app-manifest@1.1.2"
"""The schemas that the Teams admin centre holds a package against, as Microsoft publishes them."""

URL = "https://www.lits.example"


def unpacked(language: str = "sv") -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(APP_ID, language, URL))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("language", WORDS)
def test_it_holds_what_teams_demands(language: str) -> None:
    found = unpacked(language)
    manifest = json.loads(found["manifest.json"])
    assert {
        "manifestVersion",
        "version",
        "id",
        "developer",
        "name",
        "description",
        "icons",
        "accentColor",
    } <= set(manifest)
    assert {"name", "websiteUrl", "privacyUrl", "termsOfUseUrl"} == set(manifest["developer"])
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    bot = manifest["bots"][0]
    assert (manifest["id"], bot["botId"]) == (APP_ID, APP_ID)
    assert set(bot["scopes"]) == {"personal", "team", "groupChat"}
    for command in bot["commandLists"][0]["commands"]:
        assert len(command["title"]) <= 32
        assert len(command["description"]) <= 128
    others = {one["file"] for one in manifest["localizationInfo"]["additionalLanguages"]}
    assert set(found) == {"manifest.json", "color.png", "outline.png"} | others
    assert others == {f"{one}.json" for one in WORDS if one != language}


@pytest.mark.parametrize("language", WORDS)
def test_it_is_as_microsofts_schemas_want_it(language: str) -> None:
    schemas = fetched("manifest", MICROSOFTS) / "@microsoft/app-manifest/build/json-schemas"
    for name, content in unpacked(language).items():
        if name.endswith(".json"):
            said = json.loads(content)
            file = schemas / said["$schema"].partition("/json-schemas/")[2]
            schema = json.loads(file.read_text(encoding="utf-8"))
            kind = jsonschema.validators.validator_for(schema)
            found = kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(said)
            assert [f"{name}: {one.message}" for one in found] == []


def test_every_word_of_the_manifest_is_translated() -> None:
    found = unpacked()
    manifest = json.loads(found["manifest.json"])
    for language in ("fi", "en"):
        said = json.loads(found[f"{language}.json"])
        assert len(said) == 5 + 2 * len(manifest["bots"][0]["commandLists"][0]["commands"])


def test_the_commands_are_words_the_bot_knows() -> None:
    for words in WORDS.values():
        _, (concern, _), (explain, _) = words["commands"]
        assert set(str(concern).split()) <= CONCERN_WORDS
        assert explain in EXPLAIN_WORDS


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_the_icons_have_the_size_teams_takes(name: str, size: int) -> None:
    assert struct.unpack(">II", unpacked()[name][16:24]) == (size, size)


def test_the_same_settings_make_the_same_package() -> None:
    assert package(APP_ID, "sv", URL) == package(APP_ID, "sv", URL)


@pytest.mark.parametrize("website", ["http://lits.example", "lits.example", "https://"])
def test_an_address_that_is_none_is_refused(website: str) -> None:
    with pytest.raises(UserError, match="--website"):
        package(APP_ID, "sv", website)


def test_an_app_uploaded_before_is_replaced_by_a_higher_version() -> None:
    with zipfile.ZipFile(io.BytesIO(package(APP_ID, "sv", URL, "1.0.1"))) as archive:
        assert json.loads(archive.read("manifest.json"))["version"] == "1.0.1"


@pytest.mark.parametrize("version", ["1.0", "1.0.0.0", "01.0.0", "1.0.0-beta", "v1.0.0", "1.0.0\n", "1٠.0.0"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    with pytest.raises(UserError, match=r"--version: .*allowed: three numbers"):
        package(APP_ID, "sv", URL, version)


def test_a_language_nobody_speaks_is_refused() -> None:
    with pytest.raises(UserError, match="allowed: sv, fi, en"):
        package(APP_ID, "de", URL)
