"""Files are read and written in two places only: ``reading/files.py`` and ``reading/writer.py``.

What else opens one is listed here, with the reason why it may.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "cop_kb"
FUNCTIONS = frozenset(
    [
        "open",
        "os.open",
        "os.fdopen",
        "os.mkdir",
        "os.makedirs",
        "os.remove",
        "os.unlink",
        "os.rmdir",
        "os.removedirs",
        "os.rename",
        "os.replace",
        "os.renames",
        "os.link",
        "os.symlink",
        "os.truncate",
        "os.mkfifo",
        "os.chmod",
        "io.open",
        "codecs.open",
        "shutil.copy",
        "shutil.copy2",
        "shutil.copyfile",
        "shutil.copytree",
        "shutil.copymode",
        "shutil.copystat",
        "shutil.move",
        "shutil.rmtree",
        "tempfile.mkstemp",
        "tempfile.mkdtemp",
        "tempfile.TemporaryFile",
        "tempfile.NamedTemporaryFile",
        "tempfile.TemporaryDirectory",
        "TemporaryDirectory",
        "NamedTemporaryFile",
        "mkdtemp",
        "mkstemp",
        "copyfile",
        "copytree",
        "copy2",
        "rmtree",
    ]
)
METHODS = frozenset(
    [
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rmdir",
        "rename",
        "touch",
        "symlink_to",
        "hardlink_to",
        "chmod",
    ]
)
"""Of a Path, whatever it is called. ``replace`` is a Path's only with one argument: a text's takes two."""

PACKAGED = "it reads what is part of the program"
SITE = "the site's own folder, and what lies beside it: refuse_links has looked at the way there"
STORE = "what is kept from one run to the next, in a folder that did not come with the content"
TEMPORARY = "a new folder among the system's temporary ones"
ALLOWED = {
    "cli/__init__.py": ({"os.open"}, "the end of the output, where its reader has left"),
    "cli/_findings.py": ({".open"}, "the summary of the job: the runner names it, and it lies outside"),
    "rendering/build.py": ({"shutil.rmtree"}, SITE),
    "rendering/build_again.py": ({".mkdir", ".write_bytes"}, SITE),
    "rendering/earlier_site.py": (
        {".mkdir", ".read_text", ".rename", ".replace", ".write_text", "shutil.rmtree"}, f"{SITE}; {STORE}"
    ),
    "reading/lock.py": ({"os.open"}, f"{SITE}; {STORE}"),
    "preview/preview.py": ({".mkdir", "shutil.rmtree"}, TEMPORARY),
    "preview/loop.py": ({".read_bytes"}, TEMPORARY),
    "preview/server.py": ({".read_text", ".read_bytes"}, f"{PACKAGED}, and {TEMPORARY}"),
    "preview/shown_site.py": ({".write_bytes", ".replace"}, TEMPORARY),
    "rendering/site_folder.py": ({".mkdir", ".open", ".rename", ".replace", "os.open"}, SITE),
    "staging/stage.py": (
        {".mkdir", ".write_bytes", ".write_text", ".read_text", ".unlink", "shutil.copytree"},
        f"{SITE}; our theme, and the community's own, at which check_theme has looked",
    ),
    "staging/config.py": ({".read_text"}, PACKAGED),
    "staging/folder.py": ({".rename", ".write_text"}, SITE),
    "rendering/workspace.py": ({".chmod", ".mkdir", ".open", ".rename", ".rmdir", ".unlink", "shutil.rmtree"}, SITE),
    "entry_types/__init__.py": ({".read_text"}, PACKAGED),
    "graph/code_key.py": ({".read_bytes"}, "the program's own files"),
    "graph/store.py": ({".unlink"}, STORE),
    "publishing/data.py": ({".read_bytes"}, PACKAGED),
    "reading/cache_folder.py": ({".chmod", ".mkdir", ".write_text"}, STORE),
    "reading/cache_tidying.py": ({".read_bytes", ".touch", ".write_bytes", "shutil.rmtree"}, STORE),
    "reading/commit_files.py": ({".mkdir", ".write_bytes"}, TEMPORARY),
    "reading/files.py": ({"open", "os.open"}, "the reader"),
    "reading/history.py": ({".read_text"}, PACKAGED),
    "reading/history_cache.py": ({".read_text", ".write_text", ".replace"}, STORE),
    "reading/kept.py": ({".unlink"}, STORE),
    "reading/kept_files.py": ({".read_bytes"}, PACKAGED),
    "reading/merged_text.py": ({".write_bytes"}, TEMPORARY),
    "reading/merged_tree.py": ({".mkdir", ".rmdir", ".symlink_to", ".unlink", "os.truncate"}, TEMPORARY),
    "reading/two_trees.py": ({".mkdir"}, TEMPORARY),
    "reading/project.py": ({"os.open", "os.mkdir", "os.rmdir", ".mkdir"}, "how the writer enters folders"),
    "reading/temporary.py": ({"shutil.rmtree", "tempfile.mkdtemp"}, TEMPORARY),
    "reading/trusted.py": ({".read_bytes"}, TEMPORARY),
    "reading/words.py": ({".read_text"}, PACKAGED),
    "reading/writer.py": (
        {"open", "os.open", "os.unlink", "os.rmdir", "os.link", "os.replace", "os.chmod", ".open", ".mkdir"},
        "the writer",
    ),
    "rules/__init__.py": ({".read_text"}, PACKAGED),
    "scaffolding/folder.py": ({".read_text"}, PACKAGED),
    "scaffolding/requirement.py": ({".read_text"}, "what pip noted of the installed program"),
    "search/document_folder.py": (
        {".mkdir", ".write_text", ".read_text", ".unlink", ".rename", "shutil.rmtree"}, STORE
    ),
    "search/indexing.py": (
        {".mkdir", ".rename", ".read_text", "shutil.copytree", "shutil.rmtree"}, SITE
    ),
    "search/pagefind.py": ({".read_bytes", ".read_text", ".unlink", ".write_text", "shutil.rmtree"}, SITE),
    "search/same_bytes.py": ({".read_text", ".write_text", ".read_bytes", ".write_bytes", ".unlink"}, SITE),
}  # fmt: skip


def calls(source: str) -> Iterator[str]:
    """What opens, makes, moves or removes files in a program: functions by their names, methods with a dot before."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        method = name.rpartition(".")[2]
        if name in FUNCTIONS:
            yield name
        elif isinstance(node.func, ast.Attribute) and (
            method in METHODS or (method == "replace" and len(node.args) == 1 and not node.keywords)
        ):
            yield f".{method}"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda each: each.relative_to(PACKAGE).as_posix())
def test_no_file_is_opened_but_through_the_doors(path: Path) -> None:
    allowed, why = ALLOWED.get(path.relative_to(PACKAGE).as_posix(), (set(), ""))
    found = set(calls(path.read_text(encoding="utf-8")))
    assert found <= allowed, f"read it with reading/files.py, write it with reading/writer.py ({why})"
    assert allowed <= found, "what is no longer there need not be allowed"


def test_what_opens_files_is_seen() -> None:
    source = (
        "open(a)\nos.open(a, b)\na.open()\na.b().read_text()\nshutil.copytree(a, b)\na.replace(b)\n"
        "text.replace(a, b)\nos.replace(a, b, src_dir_fd=c)\nwith tempfile.TemporaryDirectory() as x: pass\nread_text(a)"
    )
    assert sorted(calls(source)) == sorted(
        [
            "open",
            "os.open",
            ".open",
            ".read_text",
            "shutil.copytree",
            ".replace",
            "os.replace",
            "tempfile.TemporaryDirectory",
        ]
    )


def test_every_module_that_is_allowed_something_is_there_and_has_a_reason() -> None:
    for name, (what, why) in ALLOWED.items():
        assert (PACKAGE / name).is_file(), name
        assert bool(what) == bool(why), name
