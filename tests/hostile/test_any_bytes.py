"""Whatever bytes lie in the content folder, each hostile file gets its finding, and every honest one is checked."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rendering.build import render
from cop_kb.rendering.planning import make_plan
from cop_kb.rules import check
from tests.hostile.honest import HONEST
from tests.hostile.vectors import BESIDE_ADDRESSES, VECTORS, Vector
from tests.support import read, write

QUIET = (
    "odd-character", "likely-secret", "mail-address", "heavy-markdown", "conflict-marker", "front-matter-form",
    "unreadable-file", "yaml-error", "unknown-key", "unsafe-slug", "invalid-value",
)  # fmt: skip
"""What no honest text may be told."""
PATIENCE = 60


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeBase, tuple[Finding, ...]]:
    """All vectors in one knowledge base, with honest entries between them."""
    root = tmp_path_factory.mktemp("hostile")
    files: dict[str, str | bytes] = {f"content/{each.path}": each.data for each in VECTORS}
    files |= {f"content/{path}": text for path, text in BESIDE_ADDRESSES.items()}
    files |= {f"content/lessons/honest-{name}.md": text for name, text in HONEST.items()}
    files["content/faqs/asks.md"] = "# It has no question mark\n"
    kb = read(root, files)
    return kb, check(kb)


def missed(vectors: list[Vector], findings: tuple[Finding, ...]) -> list[Vector]:
    """The vectors without their finding; line 0 is any line."""
    found = {(finding.place.path, finding.rule, finding.place.line) for finding in findings}
    anywhere = {(path, rule, 0) for path, rule, _ in found}
    return [each for each in vectors if (f"content/{each.path}", each.rule, each.line) not in found | anywhere]


def test_every_vector_gets_its_finding(
    hostile: tuple[KnowledgeBase, tuple[Finding, ...]], record_property: Callable[[str, object], None]
) -> None:
    _, findings = hostile
    assert len({each.path for each in VECTORS}) == len(VECTORS)
    assert [(each.path[:80], each.rule, each.line) for each in missed(VECTORS, findings)] == []
    counted = Counter(each.kind for each in VECTORS)
    record_property("hostile", f"{len(VECTORS)} files refused or reported, of them {dict(counted)}")


def test_every_finding_of_theirs_says_what_to_do(hostile: tuple[KnowledgeBase, tuple[Finding, ...]]) -> None:
    _, findings = hostile
    assert [finding for finding in findings if not finding.hint or not finding.message] == []


def test_every_honest_entry_beside_them_is_still_read_and_checked(
    hostile: tuple[KnowledgeBase, tuple[Finding, ...]], record_property: Callable[[str, object], None]
) -> None:
    kb, findings = hostile
    assert {f"honest-{name}" for name in HONEST} < set(kb.by_slug)
    assert ("content/faqs/asks.md", "title-form") in {(each.place.path, each.rule) for each in findings}
    record_property("hostile", f"{len(HONEST)} honest texts beside them, without a false alarm")


@pytest.mark.parametrize("name", HONEST)
def test_honest_texts_raise_no_alarm(name: str, hostile: tuple[KnowledgeBase, tuple[Finding, ...]]) -> None:
    _, findings = hostile
    path = f"content/lessons/honest-{name}.md"
    assert [(each.rule, each.message) for each in findings if each.place.path == path and each.rule in QUIET] == []


def test_what_is_refused_is_in_no_plan(hostile: tuple[KnowledgeBase, tuple[Finding, ...]]) -> None:
    kb, _ = hostile
    plan = make_plan(kb)
    refused = {f"content/{each.path}" for each in VECTORS if each.rule in REFUSED}
    assert refused.isdisjoint(each.source_path for each in (*plan.pages, *plan.files))


REFUSED = ("refused-file", "unknown-file-kind", "unreadable-file", "heavy-markdown")


def test_data_files_and_tries_are_looked_at_like_entries(tmp_path: Path) -> None:
    kb = read(
        tmp_path,
        {
            "content/topics.yml": "a: A\n<<<<<<< HEAD\nb: B\n=======\nb: C\n>>>>>>> x\n",
            "content/people.yml": b"ines: \xff\n",
            "content/cases/a.md": "# A\n",
            "content/tried/a/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\nIt \u202e did.\n",
            "content/tried/a/2026-01-02-ines-abc123.md": "---\nresult: worked\n---\n" + "[" * 20_000,
            "content/tried/a/2026-01-03-ines-abc123.md": b"---\nresult: worked\n---\n\xff",
            "content/tried/a/id_rsa": "x",
        },
    )
    assert {
        ("content/people.yml", "unreadable-file", 1),
        ("content/topics.yml", "conflict-marker", 2),
        ("content/topics.yml", "data-file", 3),
        ("content/tried/a/2026-01-01-ines-abc123.md", "odd-character", 4),
        ("content/tried/a/2026-01-02-ines-abc123.md", "heavy-markdown", 4),
        ("content/tried/a/2026-01-03-ines-abc123.md", "unreadable-file", 4),
        ("content/tried/a/id_rsa", "refused-file", 1),
    } <= {(each.place.path, each.rule, each.place.line) for each in check(kb)}


@pytest.mark.parametrize(
    "text", ["a: &a {label: A}\nb: *a\n", "a: !!str A\n", "<<: {a: A}\n", "a: " + "[" * 60_000, "a: A\x07\n"]
)
@pytest.mark.parametrize("name", ["topics.yml", "people.yml"])
def test_tricks_of_yaml_in_data_files_are_findings(name: str, text: str, tmp_path: Path) -> None:
    found = check(read(tmp_path, {f"content/{name}": text}))
    assert (f"content/{name}", "data-file") in [(each.place.path, each.rule) for each in found]
    assert {each.rule for each in found} <= {"data-file", "odd-character"}


def test_what_is_no_file_is_never_opened_and_always_said(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/good.md": "# Good\n", "elsewhere/secret.md": "# Secret\n"})
    content = root / "content"
    (content / "cases" / "link.md").symlink_to(root / "elsewhere" / "secret.md")
    (content / "cases" / "passwords.txt").symlink_to("/etc/passwd")
    (content / "cases" / "self").symlink_to("self")
    (content / "loop").symlink_to("..")
    (content / "outside").symlink_to(root / "elsewhere")
    (content / "topics.yml").symlink_to("/etc/passwd")
    (content / "endless.png").symlink_to("/dev/zero")
    os.mkfifo(content / "cases" / "pipe.md")
    os.mkfifo(content / "people.yml")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(content)
        try:
            listener.bind("socket.md")
        finally:
            os.chdir(here)
        (content / ("deep/" * 40)).mkdir(parents=True)
        kb = read(root)
    errors = {each.place.path: each.rule for each in check(kb) if each.severity == "error"}
    assert errors == {
        **dict.fromkeys(
            (
                "content/cases/link.md", "content/cases/passwords.txt", "content/cases/self", "content/loop",
                "content/outside", "content/endless.png", "content/cases/pipe.md", "content/socket.md",
                "content/" + "/".join(["deep"] * 21),
            ),
            "refused-file",
        ),
        "content/topics.yml": "unreadable-file",
        "content/people.yml": "unreadable-file",
    }  # fmt: skip
    assert sorted(kb.by_slug) == ["good"]
    assert kb.attachments == ()


def test_links_and_pipes_among_declarations_are_refused(tmp_path: Path) -> None:
    story = Path(__file__).parents[1] / "data" / "story"
    for number, name in enumerate(("type.yml", "about.md", "template.md", "examples/pipe.md")):
        root = write(tmp_path / str(number), {})
        shutil.copytree(story, root / "entry_types" / "story")
        file = root / "entry_types" / "story" / name
        file.unlink(missing_ok=True)
        if number % 2:
            os.mkfifo(file)
        else:
            file.symlink_to("/etc/passwd")
        with pytest.raises(CopKbError, match=r"is a (symbolic link|pipe)"):
            read(root)
    root = write(tmp_path / "folder", {})
    (root / "entry_types").mkdir()
    (root / "entry_types" / "story").symlink_to(story)
    with pytest.raises(CopKbError, match=r"is a (symbolic link|pipe)"):
        read(root)


def test_mkdocs_is_kept_from_following_links(tmp_path: Path) -> None:
    """Nor does a preview, which shows what has errors, go round and round."""
    root = write(tmp_path, {"content/cases/a.md": "# A\n"})
    for name in ("one", "two", "three"):
        (root / "content" / name).symlink_to(".")
    with pytest.raises(CopKbError, match="symbolic link"):
        render(make_plan(read(root)), root / "mkdocs.yml", tmp_path / "site")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_may_not_be_opened_is_said(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/closed/a.md": "# A\n"})
    (root / "content/closed").chmod(0)
    try:
        assert ("content/closed", "refused-file") in {(each.place.path, each.rule) for each in check(read(root))}
    finally:
        (root / "content/closed").chmod(0o755)


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/good.md": "# Good\n"})
    for name in ("cases/big.md", "topics.yml", "cases/drawing.svg"):
        with (root / "content" / name).open("wb") as file:
            file.truncate(50_000_000)
    begun = time.monotonic()
    found = {(each.place.path, each.rule) for each in check(read(root)) if each.severity != "hint"}
    assert time.monotonic() - begun < PATIENCE / 6
    assert found == {
        ("content/cases/big.md", "unreadable-file"),
        ("content/topics.yml", "unreadable-file"),
        ("content/cases/drawing.svg", "refused-file"),
        ("content/cases/drawing.svg", "huge-attachment"),
    } - {("content/cases/drawing.svg", "huge-attachment")}


def test_maintainers_say_what_else_becomes_part_of_the_site(tmp_path: Path) -> None:
    settings = (
        "site_name: T\ndocs_dir: content\nextra_css: [styles/own.css]\n"
        "extra_javascript:\n  - {path: scripts/own.js, type: module}\n  - scripts/other.js?v=1\n"
        "theme: {name: cop-kb, logo: styles/logo.svg}\n"
        'plugins:\n  - cop-kb:\n      attachments: ["*.gcode", tools/converter.html, CNAME]\n'
    )
    files = [
        "styles/own.css", "styles/logo.svg", "scripts/own.js", "scripts/other.js", "a.gcode", "b/c.gcode",
        "tools/converter.html", "CNAME",
    ]  # fmt: skip
    others = ["styles/other.css", "tools/other.html", "b/CNAME"]
    kb = read(tmp_path, {"mkdocs.yml": settings, **{f"content/{name}": "x" for name in (*files, *others)}})
    assert sorted(each.uri for each in kb.attachments) == sorted(files)
    refused = [each.place.path for each in check(kb) if each.rule == "refused-file"]
    assert refused == sorted(f"content/{name}" for name in others)


PASSIVE = {
    "plain": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9z" style="fill: #123"/></svg>',
    "matplotlib": '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"><style type="text/css">*{stroke-linecap:butt;}</style>'
    '<g clip-path="url(#p1)"><use xlink:href="#m2" x="1"/></g><image xlink:href="data:image/png;base64,aGk="/></svg>',
    "inkscape": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#">'
    '<metadata><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata><g inkscape:label="a" filter="url(#b)"/></svg>',
    "link and title": '<svg xmlns="http://www.w3.org/2000/svg"><title>Only on Mondays (one=1)</title>'
    '<a href="https://example.org/"><text>Set the script &amp; 雨</text></a></svg>',
}


@pytest.mark.parametrize("name", PASSIVE)
def test_a_drawing_that_is_only_a_drawing_is_published(name: str, tmp_path: Path) -> None:
    kb = read(tmp_path, {"content/cases/a/index.md": "# A\n\n![x](x.svg)\n", "content/cases/a/x.svg": PASSIVE[name]})
    assert [each.uri for each in kb.attachments] == ["cases/a/x.svg"]
