"""Markdown extensions and plugins of others: nothing from outside the content folder, nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import build, within
from tests.rendering.sites import tree
from tests.support import MKDOCS_YML, write

SECRET = "hunter2"


def site_with(root: Path, settings: str, body: str, **files: str) -> str:
    """The page made of a body by a knowledge base with a secret beside its settings."""
    page = {"content/about.md": f"# About\n\n{body}\n", "secret.txt": SECRET, "content/part.md": "A part."}
    build(write(root, {**page, **files, "mkdocs.yml": MKDOCS_YML + settings}))
    return (root / "site/about/index.html").read_text(encoding="utf-8")


OUTSIDE = ("secret.txt", "../secret.txt", "mkdocs.yml", "/etc/hostname", "content/../secret.txt", "./../secret.txt")


@pytest.mark.parametrize("options", ["", ": {base_path: [.], restrict_base_path: false}", ": {base_path: [/, ..]}"])
def test_a_snippet_comes_from_the_content_folder_only(
    options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = '--8<-- "part.md"\n\n--8<-- "{}"\n\n--8<-- "https://evil.example/x"\n'
    pages = {f"content/p{number}.md": f"# P\n\n{body.format(path)}" for number, path in enumerate(OUTSIDE)}
    monkeypatch.chdir(write(tmp_path, {}))
    site_with(tmp_path, f"markdown_extensions:\n  - pymdownx.snippets{options}\n", "x", **pages)
    for number, path in enumerate(OUTSIDE):
        page = (tmp_path / f"site/p{number}/index.html").read_text(encoding="utf-8")
        assert "A part." in page, path
        assert SECRET not in page, path
        assert "docs_dir" not in page, path
        assert "root:" not in page, path


def test_folders_and_files_that_a_maintainer_names_still_work(tmp_path: Path) -> None:
    settings = "markdown_extensions:\n  - abbr\n  - pymdownx.snippets: {base_path: [includes], auto_append: [shared/abbr.md]}\n"
    files = {"includes/note.md": "A note.", "shared/abbr.md": "*[ECU]: Engine control unit", "shared/other.md": SECRET}
    page = site_with(tmp_path, settings, 'The ECU.\n\n--8<-- "note.md"\n\n--8<-- "other.md"', **files)
    assert "A note." in page
    assert '<abbr title="Engine control unit">' in page
    assert SECRET not in page


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    settings = "markdown_extensions: [pymdownx.snippets]\n"
    root = write(tmp_path, {"mkdocs.yml": MKDOCS_YML + settings, "content/a.md": "# A\n", "secret.txt": SECRET})
    (root / "content" / "part.txt").symlink_to(root / "secret.txt")
    done = within(root, "build")
    assert done.exit_code != 0
    assert "part.txt" in f"{done.output}{done.exception}"


@pytest.mark.parametrize("name", ["mdx_include", "markdown_include.include", "pymdownx.b64"])
def test_what_cannot_be_confined_is_refused_unless_a_maintainer_says_so(name: str, tmp_path: Path) -> None:
    import sys
    from types import ModuleType

    top = name.partition(".")[0]
    if top != "pymdownx":  # not installed here: an extension of that name that does nothing
        for each in {top, name}:
            sys.modules[each] = ModuleType(each)
        from markdown.extensions import Extension

        nothing = type("Nothing", (Extension,), {"extendMarkdown": lambda self, md: None})
        sys.modules[name].makeExtension = nothing  # type: ignore[attr-defined]
    settings = f"markdown_extensions: [{name}]\n"
    root = write(tmp_path, {"mkdocs.yml": MKDOCS_YML + settings, "content/about.md": "# A\n"})
    done = within(root, "build")
    assert f"{name} brings files from anywhere into what members write" in str(done.exception)
    write(root, {"mkdocs.yml": MKDOCS_YML + settings + f"extra: {{trusted_extensions: [{name}]}}\n"})
    assert within(root, "build").exit_code == 0


def test_nothing_in_content_or_entry_types_chooses_templates_or_paths(tmp_path: Path) -> None:
    keys = (
        "template: redirect.html\nlocation: 'javascript:alert(1)'\nicon: ../assets/images/favicon\nhooks: [x.py]\n"
        "plugins: [x]\nsocial: {cards_layout: ../x}\ntheme: {name: x}\ndocs_dir: /\nkb: {kind: home}\n"
    )
    declared = (
        "name: story\nplural: stories\nlabel: Story\nlabel_plural: Stories\npurpose: p\nicon: ../../../secret\n"
        "sections: [{name: told, title: Told}]\n"
    )
    files: dict[str, str | bytes] = {
        "content/plain.md": f"---\n{keys}---\n# Plain\n\nText.\n",
        "content/cases/a.md": f"---\n{keys}---\n# A\n\nText.\n",
        "content/index.md": f"---\n{keys}hide: 5\n---\n# Home\n\nText.\n",
    }
    bare = {name: f"---\n---\n{str(text).split('---')[-1].lstrip()}" for name, text in files.items()}
    with_keys, without = (build(write(tmp_path / name, given)) for name, given in (("a", files), ("b", bare)))
    for page in ("plain/index.html", "cases/a/index.html", "index.html"):
        assert tree(with_keys)[page] == tree(without)[page], page
    root = write(
        tmp_path / "c",
        {"entry_types/story/type.yml": declared, "content/stories/a.md": "# A\n\nx\n", "secret.svg": SECRET},
    )
    done = within(root, "build")
    if done.exit_code == 0:
        assert SECRET not in (root / "site/stories/a/index.html").read_text(encoding="utf-8")
    assert "Traceback" not in done.output
