"""Plugins and hooks of others: their life in each command, what they raise, and the pages that they bring."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from mkdocs.plugins import EVENTS

from cop_kb.model.error import CopKbError
from cop_kb.preview.preview import Preview
from cop_kb.rendering.inline_scripts import one_each, told_of
from cop_kb.rendering.other_plugins import PluginLife, blame, blaming, refuse_unfit
from tests.cli.running import DAY, build, mkdocs, run, run_program, within
from tests.conftest import Example
from tests.rendering.sites import tree
from tests.support import MKDOCS_YML, read, write

LIFE = ("startup", "config", "pre_build", "files", "nav", "env", "post_build", "shutdown")
RECORDING = """\
import json
from mkdocs.plugins import EVENTS
ASKED = []
def _record(event):
    def record(*given, **named):
        ASKED.append([event, *([named["command"], named["dirty"]] if event == "startup" else [])])
        if event == "shutdown":
            open("life.json", "a").write(json.dumps(ASKED) + "\\n")
            ASKED.clear()
    return record
for _event in EVENTS:
    if _event != "page_read_source":
        globals()["on_" + _event] = _record(_event)
"""
RAISING = """\
import errno
def on_{event}(*given, **named):
    {does}
"""
PLUGIN = """\
from mkdocs.config import base, config_options
from mkdocs.plugins import BasePlugin
class Odd(config_options.Type):
    def run_validation(self, value):
        raise KeyError("odd")
class Scheme(base.Config):
    odd = Odd(str, default="x")
class Bad(BasePlugin[Scheme]):
    pass
"""
GENERATING = """\
from pathlib import Path
from mkdocs.structure.files import File
SEEN = {}
def on_files(files, config):
    Path("made.md").write_text("# From a file\\n\\nHello.\\n")
    files.append(File.generated(config, "made/file.md", abs_src_path=str(Path("made.md").resolve())))
    files.append(File.generated(config, "made/content.md", content="# From content\\n\\n[There](file.md)\\n"))
    files.append(File.generated(config, "made/data.txt", content="data"))
    return files
def on_page_content(html, page, **_):
    if page.file.abs_src_path:
        return html + f"<p>{Path(page.file.abs_src_path).name} {len(Path(page.file.abs_src_path).read_text())}</p>"
"""
CASE = "# The motor hummed\n\nAll night.\n"
TWO = {"content/cases/hum.md": CASE, "content/faqs/why.md": "# Why\n\nSo.\n"}


def knowledge_base(root: Path, hook: str, *, top: str = "", plugins: str = "") -> Path:
    settings = MKDOCS_YML.replace("plugins:\n", f"hooks: [hook.py]\n{top}plugins:\n{plugins}")
    return write(root, {**TWO, "mkdocs.yml": settings, "hook.py": hook})


def lives(root: Path) -> list[list[list[object]]]:
    return [json.loads(line) for line in (root / "life.json").read_text().splitlines()]


# Their life


def test_a_build_is_the_life_that_mkdocs_gives(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, RECORDING)
    assert run("build", folder=root).returncode == 0
    assert mkdocs("build", "-q", "-d", str(tmp_path / "plain"), folder=root).returncode == 0
    ours, plain = lives(root)
    assert ours[0] == ["startup", "build", False]
    assert [each for each in ours if each[0] in LIFE] == [each for each in plain if each[0] in LIFE]
    assert sorted(map(str, ours)) == sorted(map(str, plain))


def test_a_build_that_fails_ends_the_life_too(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, RECORDING + "def on_nav(nav, **_):\n    raise ValueError('no nav')\n")
    done = run("build", folder=root)
    assert (done.returncode, "no nav" in done.stderr) == (1, True)
    assert [each[0] for each in lives(root)[0]][-2:] == ["build_error", "shutdown"]


def test_the_preview_is_one_life_with_many_builds(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, RECORDING.replace('"life.json"', repr(str(tmp_path / "life.json"))))
    with Preview(lambda _, *, whole: read(root), root / "mkdocs.yml", 0, Mock()) as preview:
        (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text() + "copyright: We\n")
        assert preview.rebuild(frozenset({root / "mkdocs.yml"}))
        assert not (root / "life.json").exists()
    (life,) = lives(root)
    assert life[0] == ["startup", "serve", False]
    assert [each[0] for each in life].count("startup") == [each[0] for each in life].count("shutdown") == 1
    assert [each[0] for each in life].count("pre_build") == 2


def test_what_was_not_started_is_not_shut_down() -> None:
    plugins = Mock()
    plugins.on_startup.side_effect = ValueError("no")
    life = PluginLife("serve")
    with pytest.raises(ValueError, match="no"):
        life.begin(plugins)
    life.end()
    plugins.on_shutdown.assert_not_called()


# What they raise


@pytest.mark.parametrize("event", sorted({*EVENTS} - {"serve", "build_error"}))
def test_whatever_is_raised_in_an_event_names_the_hook(event: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, RAISING.format(event=event, does="raise ValueError('all wrong')"))
    done = within(root, "build", "--today", DAY)
    assert isinstance(done.exception, CopKbError), done.output
    assert done.exception.exit_code == 1
    assert f"The hook “hook.py” failed in on_{event}: ValueError: all wrong (" in str(done.exception)
    assert "hook.py:3)" in str(done.exception)
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    ("does", "said", "code"),
    [
        ("raise SystemExit('I end it')", "SystemExit: I end it", 1),
        ("raise SystemExit", "SystemExit", 1),
        ("raise OSError(errno.ENOSPC, 'No space left')", "No space left", 3),
        ("raise FileNotFoundError(errno.ENOENT, 'No such file', 'x.csv')", "No such file: 'x.csv'", 1),
        ("raise type('Own', (Exception,), {'__init__': lambda self, a, b: None})(1, 2)", "Own", 1),
        ("raise __import__('mkdocs').exceptions.PluginError('Set the key.')", "failed in on_post_template: Set the key", 1),
        ("raise __import__('mkdocs').exceptions.Abort('Enough.')", "failed in on_post_template: Enough", 1),
        ("raise RecursionError", "RecursionError", 1),
    ],
)  # fmt: skip
def test_whatever_a_hook_raises_has_an_exit_code_and_no_traceback(
    does: str, said: str, code: int, tmp_path: Path
) -> None:
    root = knowledge_base(tmp_path, RAISING.format(event="post_template", does=does))
    done = run("build", folder=root)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr
    assert "“hook.py” failed in on_post_template" in done.stderr


def test_an_error_at_the_end_is_said_beside_the_first(tmp_path: Path) -> None:
    hook = "".join(
        RAISING.format(event=event, does=f"raise ValueError('{event}!')")
        for event in ("env", "build_error", "shutdown")
    )
    done = run("build", folder=knowledge_base(tmp_path, hook))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert all(f"failed in on_{event}: ValueError: {event}!" in done.stderr for event in ("env", "build_error"))


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("def on_env(:\n", "hook.py:1)"),
        ("import no_such_module\n", "ModuleNotFoundError"),
        ("raise SystemExit('not here')\n", "SystemExit: not here"),
    ],
)
def test_a_hook_that_cannot_be_imported_is_named(hook: str, said: str, tmp_path: Path) -> None:
    done = run("build", folder=knowledge_base(tmp_path, hook))
    assert (done.returncode, "The hook “hook.py” failed to load" in done.stderr) == (1, True), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (PLUGIN, "The plugin “bad” failed to load: KeyError: 'odd'"),
        ("import no_such_module\n", "The plugin “bad” failed to load: ModuleNotFoundError"),
        (PLUGIN + "    def __init__(self): 1 / 0\n", "The plugin “bad” failed to load: ZeroDivisionError"),
    ],
    ids=["scheme", "import", "beginning"],
)
def test_a_plugin_that_cannot_be_loaded_is_named(module: str, said: str, tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {**TWO, "mkdocs.yml": MKDOCS_YML.replace("plugins:\n", "plugins:\n  - bad\n")})
    package = {
        "bad_plugin.py": module,
        "bad_plugin-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: bad-plugin\nVersion: 1\n",
        "bad_plugin-1.dist-info/entry_points.txt": "[mkdocs.plugins]\nbad = bad_plugin:Bad\n",
    }
    write(tmp_path / "lib", package)
    done = run("build", folder=root, PYTHONPATH=str(tmp_path / "lib"))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert said in done.stderr


def test_a_hook_that_fails_on_one_text_is_named_with_that(tmp_path: Path) -> None:
    does = "if named['page'].file.src_uri == 'cases/hum.md': raise ValueError('hum')"
    done = run("build", folder=knowledge_base(tmp_path, RAISING.format(event="page_content", does=does)))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "the hook “hook.py” raised ValueError: hum" in done.stderr
    assert (tmp_path / "site/faqs/why/index.html").exists()


def test_an_error_of_ours_is_nobody_elses() -> None:
    with pytest.raises(ZeroDivisionError) as raised, blaming():
        1 / 0  # noqa: B018 - it is meant to fail
    assert blame(raised.value) == ""


# Their pages


@pytest.mark.parametrize("top", ["", "use_directory_urls: false\n"], ids=["folders", "files"])
def test_pages_of_others_are_built_and_entries_have_their_source(top: str, tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, GENERATING, top=top)
    for _ in range(2):
        assert run("build", "--today", DAY, folder=root).returncode == 0
    site = tree(root / "site")
    done = mkdocs("build", "-q", "-d", str(tmp_path / "plain"), folder=root, SOURCE_DATE_EPOCH="1795219200")
    assert done.returncode == 0, done.stderr
    plain = tree(tmp_path / "plain")
    assert [name for name in site if name.endswith(".html") and site[name] != plain.get(name)] == []
    end = ".html" if top else "/index.html"
    assert site["made/data.txt"] == b"data"
    assert b"Hello." in site[f"made/file{end}"]
    assert f"<p>hum.md {len(CASE)}</p>".encode() in site[f"cases/hum{end}"]


def test_material_s_offline_plugin_works_or_says_what_to_do(tmp_path: Path) -> None:
    root = knowledge_base(tmp_path, "", plugins="  - material/offline\n")
    for done in (run("build", folder=root), mkdocs("build", folder=root)):
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "Write “use_directory_urls: false”" in done.stderr
    knowledge_base(root, "", plugins="  - material/offline\n", top="use_directory_urls: false\n")
    assert (build(root) / "cases/hum.html").is_file()


def test_a_plugin_that_cannot_work_beside_is_refused_with_the_cure() -> None:
    with pytest.raises(CopKbError, match=r"mkdocs.yml: i18n makes .* a knowledge base for each language"):
        refuse_unfit(["cop-kb", "i18n"])
    refuse_unfit(["cop-kb", "material/search"])


def test_a_script_on_every_page_is_one_sentence(tmp_path: Path) -> None:
    hook = "def on_post_page(output, **_):\n    return output.replace('</body>', '<script>go()</script></body>')\n"
    root = knowledge_base(tmp_path, hook)
    for done in (run("build", folder=root), mkdocs("build", folder=root)):
        assert done.returncode == 0, done.stderr
        (said,) = re.findall(r".*a script stands in the page itself.*", done.stderr)
        assert re.search(r"\.md and \d+ other pages: a script", said)


def test_sentences_of_two_scripts_stay_two_and_others_stay_as_they_are() -> None:
    page = '<script src="x.js"></script><script>{}</script>'
    said = [told_of("a.md", page.format(1)), "b.md: else", told_of("c.md", page.format(2)), "b.md: else"]
    assert [each.partition(":")[0] for each in one_each(said)] == ["a.md", "b.md", "c.md"]
    assert told_of("d.md", '<script src="x.js"></script>') == ""


# Other engines


def test_properdocs_gives_the_same_pages(example: Example, tmp_path: Path) -> None:
    done = run_program(
        *(sys.executable, "-m", "properdocs", "build", "-q", "-f", "mkdocs.yml", "-d", str(tmp_path)),
        folder=example.root,
        SOURCE_DATE_EPOCH="1795219200",
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = tree(example.site), tree(tmp_path)
    assert ours.keys() == theirs.keys()
    generator = re.compile(rb'<meta name="generator" content="[^"]*">')
    pages = [name for name in ours if name.endswith(".html")]
    assert len(pages) > 100
    assert [name for name in pages if generator.sub(b"", ours[name]) != generator.sub(b"", theirs[name])] == []
