"""``mkdocs.yml`` → settings: what is taken, what MkDocs' own tags mean, and what is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.model.settings import Facet, Ignore, Settings
from cop_kb.reading.config_file import find_config
from cop_kb.reading.declared_settings import SETTINGS
from cop_kb.reading.settings import load_settings

EVERY = """\
site_name: Wipers
site_url: https://example.org/kb/
repo_url: https://example.org/repo
edit_uri: edit/main/content/
docs_dir: content
site_dir: public
use_directory_urls: false
nav: [index.md]
theme:
  name: cop-kb
  language: de
plugins:
  - search
  - cop-kb:
      facets:
        vehicle: [van, saloon]
        drive_side: {label: Steering, values: [left, right]}
        market: {label: Market}
        weather:
      severities: {dead-link: error, title-form: off}
      ignores:
        - {rule: dead-link, path: content/cases/*, reason: the old tracker is gone}
      proven_people: 3
      proven_ratio: 4
      proven_months: 24
      clocks: {faq: 6, problem: never}
      git: false
      trusted: [about.md, tools/*]
      max_entry_bytes: 1000
      max_attachment_bytes: 2000
"""


def settings(root: Path, text: str) -> Settings:
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    return load_settings(root / "mkdocs.yml")


def block(root: Path, text: str) -> Settings:
    """Settings from the lines of the ``cop-kb`` block."""
    lines = "".join(f"      {line}\n" for line in text.splitlines())
    return settings(root, f"plugins:\n  - cop-kb:\n{lines}")


def test_every_setting_is_taken(tmp_path: Path) -> None:
    found = settings(tmp_path, EVERY)
    assert (found.site_name, found.site_url, found.repo_url) == (
        "Wipers",
        "https://example.org/kb/",
        "https://example.org/repo",
    )
    assert (found.root, found.content, found.site, found.edit_uri) == (
        tmp_path,
        "content",
        "public",
        "edit/main/content/",
    )
    assert (found.directory_urls, found.has_nav, found.language, found.git) == (False, True, "de", False)
    assert dict(found.facets) == {
        "vehicle": Facet("vehicle", "Vehicle", ("van", "saloon")),
        "drive_side": Facet("drive_side", "Steering", ("left", "right")),
        "market": Facet("market", "Market"),
        "weather": Facet("weather", "Weather"),
    }
    assert dict(found.severities) == {"dead-link": Severity.ERROR, "title-form": None}
    assert found.ignores == (Ignore("dead-link", "content/cases/*", "the old tracker is gone"),)
    assert (found.proven_people, found.proven_ratio, found.proven_months) == (3, 4, 24)
    assert dict(found.clocks) == {"faq": 6, "problem": None}
    assert found.trusted == ("about.md", "tools/*")
    assert (found.max_entry_bytes, found.max_attachment_bytes) == (1000, 2000)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_an_example_that_is_taken(name: str, tmp_path: Path) -> None:
    assert getattr(block(tmp_path, SETTINGS[name].example), name) != getattr(Settings(tmp_path), name)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_left_empty_has_its_default(name: str, tmp_path: Path) -> None:
    assert getattr(block(tmp_path, f"{name}:"), name) == getattr(Settings(tmp_path), name)


@pytest.mark.parametrize(
    "plugins",
    ["[cop-kb]", "[search, cop-kb]", "cop-kb", "\n  cop-kb:", "\n- cop-kb:", "\n- cop-kb: {}", "\n- {cop-kb: ~}"],
)
def test_without_settings_there_are_defaults(plugins: str, tmp_path: Path) -> None:
    assert settings(tmp_path, f"plugins: {plugins}\n") == Settings(tmp_path, content="docs")


def test_names_that_look_like_numbers_stay_names(tmp_path: Path) -> None:
    assert settings(tmp_path, "site_name: 3.10\nplugins: [cop-kb]\n").site_name == "3.10"


def test_mkdocs_yaml_is_found_in_the_nearest_folder_above(tmp_path: Path) -> None:
    deep = tmp_path / "content/faqs"
    deep.mkdir(parents=True)
    (tmp_path / "mkdocs.yaml").write_text("plugins: [cop-kb]\n")
    assert find_config(deep) == tmp_path / "mkdocs.yaml"
    (tmp_path / "mkdocs.yml").write_text("plugins: [cop-kb]\n")
    assert find_config(deep) == tmp_path / "mkdocs.yml"


def test_where_there_is_none_the_first_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(CopKbError, match="cop-kb init"):
        find_config(tmp_path)


# Tags, anchors and the like of MkDocs


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("!ENV TRIAL_NAME", "From outside"),
        ("!ENV [TRIAL_NAME, Otherwise]", "From outside"),
        ("!ENV [TRIAL_NONE, TRIAL_NAME, Otherwise]", "From outside"),
        ("!ENV [TRIAL_NONE, Otherwise]", "Otherwise"),
        ("!ENV TRIAL_NONE", "Knowledge base"),
    ],
)
def test_the_environment_is_asked_as_mkdocs_does(
    written: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIAL_NAME", "From outside")
    monkeypatch.delenv("TRIAL_NONE", raising=False)
    assert settings(tmp_path, f"site_name: {written}\nplugins: [cop-kb]\n").site_name == name


@pytest.mark.parametrize(("value", "urls"), [("false", False), ("true", True), ("maybe", True)])
def test_true_and_false_come_from_the_environment_too(
    value: str, urls: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIAL_URLS", value)
    assert settings(tmp_path, "use_directory_urls: !ENV [TRIAL_URLS]\nplugins: [cop-kb]\n").directory_urls is urls
    assert settings(tmp_path, "use_directory_urls: !ENV TRIAL_URLS\nplugins: [cop-kb]\n").directory_urls is urls


def test_tags_of_python_anchors_and_other_plugins_are_left_alone(tmp_path: Path) -> None:
    text = """\
INHERIT: ../base.yml
extra: &extra {a: [1, 2]}
more: {<<: *extra, all: *extra}
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji , x: !relative $docs_dir}
  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}
plugins: [search, {cop-kb: {proven_people: 5}}, {tags: {x: !!python/tuple [a]}}]
"""
    assert settings(tmp_path, text).proven_people == 5


# What is refused


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("proven_poeple: 3", "mkdocs.yml:3:7: “proven_poeple” is no setting of cop-kb. Did you mean “proven_people”?"),
        ("\nxyz: 3", "mkdocs.yml:4:7: “xyz” is no setting of cop-kb."),
        ("people: {pagse: no}", "mkdocs.yml:3:16: “pagse” is no switch of people. Did you mean “pages”?"),
        ("people: {ask: perhaps}", "mkdocs.yml:3:21: ask takes yes or no."),
        ("people: no", "mkdocs.yml:3:15: people takes keys with values."),
        ("proven_people: three", "mkdocs.yml:3:22: a whole number above 0 belongs here."),
        ("proven_people: 0", "mkdocs.yml:3:22: a whole number above 0 belongs here."),
        ("proven_people: true", "mkdocs.yml:3:22: a whole number above 0 belongs here."),
        ("proven_people: 2.5", "mkdocs.yml:3:22: a whole number above 0 belongs here."),
        ("proven_people: '3'", "mkdocs.yml:3:22: a whole number above 0 belongs here."),
        ("proven_people: [3]", "mkdocs.yml:3:22: a whole number above 0 belongs here."),
        ("git: no", "mkdocs.yml:3:12: true or false belongs here."),
        ("facets: [vehicle]", "mkdocs.yml:3:15: facets takes keys with values."),
        (
            "facets: {vehicle: {value: [van]}}",
            "mkdocs.yml:3:26: “value” is no key of a facet: it takes label and values.",
        ),
        ("facets: {vehicle: [[van]]}", "mkdocs.yml:3:26: one text belongs here."),
        (
            "severities: {dead-link: fatal}",
            "mkdocs.yml:3:31: “fatal” is no severity: take error, warning, hint or off.",
        ),
        ("severities: {dead-link: [error]}", "mkdocs.yml:3:31: “” is no severity: take error, warning, hint or off."),
        ("severities: error", "mkdocs.yml:3:19: severities takes keys with values."),
        ("ignores: [dead-link]", "mkdocs.yml:3:17: an ignore takes keys with values."),
        ("ignores:\n- {rule: a, path: b}", "mkdocs.yml:4:9: an ignore takes rule, path and reason, all three."),
        (
            "ignores: {rule: a, path: b, reason: c, x: d}",
            "mkdocs.yml:3:16: an ignore takes rule, path and reason, all three.",
        ),
        ("clocks: {faq: sometimes}", "mkdocs.yml:3:21: a whole number above 0 belongs here."),
        ("headings: [Why]", "mkdocs.yml:3:17: headings takes keys with values."),
        ("headings: {faq: [Why]}", "mkdocs.yml:3:23: headings of faq takes keys with values."),
        ("clocks: 6", "mkdocs.yml:3:15: clocks takes keys with values."),
        ("trusted: [{a: b}]", "mkdocs.yml:3:17: one text belongs here."),
        ("markdown: gitlab", "mkdocs.yml:3:17: “gitlab” reads no Markdown: take github or mkdocs."),
    ],
    ids=lambda each: each.splitlines()[-1] if "mkdocs.yml" not in each else "",
)
def test_what_cannot_be_used_is_refused_with_file_line_and_cure(lines: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CopKbError) as caught:
        block(tmp_path, lines)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mkdocs.yml: the settings of a site belong here, beginning with site_name."),
        ("- a", "mkdocs.yml: the settings of a site belong here, beginning with site_name."),
        ("site_name: x", "mkdocs.yml: the plugin cop-kb is not there. Add “- cop-kb” under plugins."),
        ("plugins: [search]", "mkdocs.yml: the plugin cop-kb is not there. Add “- cop-kb” under plugins."),
        ("plugins: [my-cop-kb]", "mkdocs.yml: the plugin cop-kb is not there. Add “- cop-kb” under plugins."),
        ("plugins: [{search: cop-kb}]", "mkdocs.yml: the plugin cop-kb is not there. Add “- cop-kb” under plugins."),
        ("plugins: [{cop-kb: yes}]", "mkdocs.yml:1:20: the settings of cop-kb are keys with values."),
        (
            "a: 1\nsite_name: a: b",
            "mkdocs.yml:2:13: not YAML (a colon stands where no key can begin; a value with a colon needs quotes).",
        ),
        ("a: *b", "mkdocs.yml:1:4: not YAML (the alias *b has no anchor before it)."),
    ],
)
def test_a_file_that_is_none_of_a_knowledge_base_says_what_to_do(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CopKbError) as caught:
        settings(tmp_path, text)
    assert (str(caught.value), caught.value.exit_code) == (message, 2)


def test_a_file_that_cannot_be_read_is_the_systems_fault(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_bytes(b"site_name: \xff")
    with pytest.raises(CopKbError) as caught:
        load_settings(tmp_path / "mkdocs.yml")
    assert caught.value.exit_code == 3
