"""Nothing in the folder in which somebody works is imported: it may be the checkout of a stranger's branch."""

from __future__ import annotations

import pkgutil
import sys
from pathlib import Path

import pytest

from tests.cli.running import run_program
from tests.support import MKDOCS_YML, write

RUNS = "from pathlib import Path\nPath({!r}).touch()\nraise SystemExit('it ran')\n"
THEIRS = (
    "yaml", "click", "mkdocs", "markdown", "jinja2", "nh3", "pagefind", "material", "pymdownx", "pygments", "rich",
    "frontmatter", "slugify", "watchdog", "pathspec", "ghp_import", "sitecustomize", "usercustomize",
)  # fmt: skip
LOOK = "import sys; print(*(name for name in sys.modules if '.' not in name))"
ENTRIES = 120
"""More than are read by one process."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base beside whose ``mkdocs.yml`` lies a module for every name that anything of ours imports."""
    root = tmp_path_factory.mktemp("hostile")
    files: dict[str, str | bytes] = {
        f"content/faqs/q{number}.md": f"# Why is it {number}?\n\nBecause.\n" for number in range(ENTRIES)
    }
    write(root, files)
    (root / "look.py").write_text(LOOK)
    before = run_program(sys.executable, "-m", "look", folder=root).stdout.split()  # by Python, which nobody can help
    names = {*THEIRS, *sys.stdlib_module_names, *(each.name for each in pkgutil.iter_modules())}
    for name in names - {*before, "cop_kb", "tests"}:
        (root / f"{name}.py").write_text(RUNS.format(str(root / f"PWNED-{name}")))
    return root


@pytest.mark.parametrize(
    "arguments",
    [["validate"], ["new", "faq", "Why does it hum?"], ["build", "--jobs", "2"]],
    ids=lambda each: each[0],
)
def test_no_module_beside_mkdocs_yml_is_imported(arguments: list[str], hostile: Path) -> None:
    done = run_program(sys.executable, "-m", "cop_kb", *arguments, folder=hostile)
    assert [path.name for path in hostile.glob("PWNED-*")] == []
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_somebody_names_themselves_is_imported(tmp_path: Path) -> None:
    yml = f"{MKDOCS_YML}markdown_extensions:\n  - ours\n"
    extension = "from markdown.extensions import Extension\nclass Ours(Extension):\n    def extendMarkdown(self, md): pass\ndef makeExtension(**_):\n    return Ours()\n"
    root = write(tmp_path, {"mkdocs.yml": yml, "ours.py": extension, "content/faqs/why.md": "# Why?\n\nBecause.\n"})
    done = run_program(sys.executable, "-m", "cop_kb", "build", folder=root, PYTHONPATH=str(root))
    assert done.returncode == 0, done.stderr
    done = run_program(sys.executable, "-m", "cop_kb", "build", "--clean", folder=root)
    assert "ours" in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize("how", ["-P", "PYTHONSAFEPATH", "-m", "-m in the checkout"])
def test_it_starts_in_each_way_that_python_has(how: str, tmp_path: Path) -> None:
    checkout = Path(__file__).parents[2]
    folder = checkout if how == "-m in the checkout" else tmp_path
    flags = [how] if how == "-P" else []
    changes = {"PYTHONSAFEPATH": "1"} if how == "PYTHONSAFEPATH" else {}
    done = run_program(sys.executable, *flags, "-m", "cop_kb", "explain", folder=folder, **changes)
    assert (done.returncode, "dead-link" in done.stdout) == (0, True), done.stderr


def test_a_checkout_that_is_not_installed_is_found_where_it_lies(tmp_path: Path) -> None:
    checkout = Path(__file__).parents[2]
    (tmp_path / "cop_kb").symlink_to(checkout / "cop_kb")
    packages = ":".join(path for path in sys.path if path.endswith("-packages"))
    code = f"import sys; sys.path += {packages.split(':')!r}; import runpy; runpy.run_module('cop_kb', run_name='__main__', alter_sys=True)"
    done = run_program(sys.executable, "-S", "-c", code, "explain", folder=tmp_path)
    assert done.returncode == 0, done.stderr
