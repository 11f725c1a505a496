from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.reading import knowledge_base
from cop_kb.scaffolding.folder import init
from tests.cli.running import COMMAND, Terminal
from tests.support import TODAY, read


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new knowledge base, and the current folder."""
    init(tmp_path, "Trial", TODAY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["new", *arguments], obj=None)


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in (root / "content").rglob("*.md")}


def test_it_writes_the_entry_and_says_where_and_what_next(root: Path) -> None:
    done = new("problem", "Arm slips on the spindle")
    assert done.exit_code == 0
    assert done.stdout == "content/problems/arm-slips-on-the-spindle.md\n", "nothing else, for scripts"
    assert done.stderr == "Fill it in, then: cop-kb validate content/problems/arm-slips-on-the-spindle.md\n"
    assert read(root).by_slug["arm-slips-on-the-spindle"].title == "Arm slips on the spindle"


def test_paths_are_what_one_would_type_from_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "content" / "problems")
    assert new("case", "Arm slipped").stdout == "../cases/arm-slipped.md\n"
    monkeypatch.chdir(root.parent)
    done = CliRunner().invoke(cli, ["-C", root.name, "new", "case", "Motor hums"])
    path = f"{root.name}/content/cases/motor-hums.md"
    assert done.output == f"{path}\nFill it in, then: cop-kb -C {root.name} validate {path}\n"


def test_the_type_goes_by_its_name_plural_or_label(root: Path) -> None:
    for number, word in enumerate(("faq", "faqs", "FAQ", "FAQs")):
        assert new(word, f"Q {number}?").exit_code == 0
    done = new("porblem", "x")
    assert done.exit_code == 2
    assert "Invalid value for TYPE: “porblem” is no entry type. Did you mean “problem”?" in done.stderr
    assert "Take one of: problem, faq, case, lesson." in new("recipe", "x").stderr


def test_a_title_needs_no_quotes(root: Path) -> None:
    assert new("lesson", "Look", "at", "the", "lip").stdout == "content/lessons/look-at-the-lip.md\n"


def test_every_declared_field_is_an_option(root: Path) -> None:
    done = new(
        "case", "Arm: slipped", "--topic", "noise", "--topics", "rubber", "--aka", "no", "--applies-to", "vehicle=van",
        "--codes", "WIP-7", "--date", "2026-03-09", "--authors", "ines", "--thanks", "robin", "--review", "never",
        "--supersedes", "dry-glass-chatter-on-the-van", "--links", "https://example.org Ticket 4", "--lang", "no", "--draft", "no",
        "--aliases", "wiki/arm", "--happened", "2026-03", "--problem", "blade-chatter", "--impact", "a day",
        "--applied", "soften-the-edge=worked", "--markdown", "mkdocs",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    entry = read(root).by_slug["arm-slipped"]
    given = set(entry.type.fields) - {"retired"}
    assert set(entry.values) == given
    assert not entry.troubles
    assert entry.texts("topics") == ("noise", "rubber")
    assert entry.values["lang"] == "no"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("case", "x", "--happened", "yesterday"), "'--happened': “yesterday” is no date, month or year."),
        (("problem", "x", "--happened", "2026"), "--happened is a field of case, not of problem."),
        (("faq", "x", "--impact", "all"), "--impact is a field of problem and case, not of faq."),
        (("case", "x", "--problem", "blade-chater"), "Did you mean “blade-chatter”?"),
        (("case", "x", "--problem", "soften-the-edge"), "soften-the-edge"),
        (("case", "x", "--hapened", "2026"), "--hapened"),
        (("case", "x\x1b[31m"), "The title holds a control character (U+001B)"),
        (("case", " "), "The title is empty."),
        (("case", "x", "--slug", "Blade Chatter"), "Take “blade-chatter”"),
        (("case", "x", "--slug", "blade-chatter"), "belongs to content/problems/blade-chatter.md"),
    ],
)
def test_what_cannot_be_taken_is_wrong_use_and_writes_nothing(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = files(root)
    done = subprocess.run([*COMMAND, "new", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert said in done.stderr
    assert files(root) == before


def test_what_is_only_worth_a_warning_is_written_and_said(root: Path) -> None:
    done = new("case", "Arm slipped", "--topics", "arms")
    assert done.exit_code == 0
    assert done.stdout == "content/cases/arm-slipped.md\n"
    assert done.stderr.startswith("warning “arms” is no topic.")


def test_look_alikes_are_shown_and_nothing_is_asked_without_a_terminal(root: Path) -> None:
    done = new("problem", "The blade chatters when it is dry")
    assert done.exit_code == 0
    assert done.stdout == "content/problems/the-blade-chatters-when-it-is-dry.md\n"
    shown = done.stderr
    assert "Example: the blade chatters on dry glass" in shown
    assert "Problem, resolved, hunch; matches: " in shown
    assert "content/problems/blade-chatter.md" in shown
    assert "chatters" in shown.partition("matches: ")[2].splitlines()[0]


def test_other_words_for_it_find_look_alikes_too(root: Path) -> None:
    assert "blade-chatter.md" not in new("problem", "Odd noise on motorways").stderr
    assert "blade-chatter.md" in new("problem", "Odd noise in town", "--aka", "judder and stutter").stderr


def test_a_title_of_somebody_else_drives_no_terminal(root: Path) -> None:
    (root / "content/problems/evil.md").write_text('---\ntitle: "Blade squeals \\e[31m loudly"\n---\n')
    shown = new("problem", "Blade squeals loudly").stderr
    assert "Blade squeals �[31m loudly" in shown


def test_attachments_make_it_a_folder(root: Path) -> None:
    assert new("case", "Arm slipped", "--attachments").stdout == "content/cases/arm-slipped/index.md\n"


def test_it_never_overwrites(root: Path) -> None:
    target = root / "content/problems/arm-slips.md"
    target.symlink_to(root / "elsewhere.md")  # no file that is read
    done = subprocess.run([*COMMAND, "new", "problem", "Arm slips"], capture_output=True, text=True)
    assert done.stdout == "content/problems/arm-slips-2.md\n"
    assert target.is_symlink()
    assert not (root / "elsewhere.md").exists()


def test_edit_opens_the_editor_of_the_environment(root: Path) -> None:
    environment = {**os.environ, "VISUAL": "sed -i s/^title:.*/title:\\ Edited/"}
    done = subprocess.run(
        [*COMMAND, "new", "case", "Arm slipped", "--edit"], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "Then: cop-kb validate content/cases/arm-slipped.md\n"
    assert read(root).by_slug["arm-slipped"].title == "Edited"


@pytest.mark.parametrize("missing", [("TYPE", ()), ("TITLE", ("case",))])
def test_what_is_missing_is_named_and_never_waited_for(root: Path, missing: tuple[str, tuple[str, ...]]) -> None:
    name, arguments = missing
    reader, writer = os.pipe()  # an input that never ends
    try:
        done = subprocess.run([*COMMAND, "new", *arguments], capture_output=True, text=True, stdin=reader, timeout=20)
    finally:
        os.close(reader)
        os.close(writer)
    assert done.returncode == 2
    assert name in done.stderr


def test_an_editor_without_a_terminal_must_be_named(root: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("VISUAL", "EDITOR")}
    done = subprocess.run(
        [*COMMAND, "new", "case", "x", "--edit"], capture_output=True, text=True, env=environment, timeout=20
    )
    assert done.returncode == 2
    assert "--edit needs a terminal" in done.stderr


def test_outside_of_any_knowledge_base(tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "-C", str(tmp_path), "new", "case", "x"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "begin with “cop-kb init .”" in done.stderr


def test_help_and_start_import_no_engine(root: Path) -> None:
    run = "cli(sys.argv[1:], standalone_mode=False)"
    code = f"import sys; from cop_kb.cli import cli; {run}; sys.exit('mkdocs' in sys.modules)"
    for arguments in (["new", "--help"], ["new", "case", "Arm slipped"]):
        assert subprocess.run([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL).returncode == 0


def test_help_groups_the_fields_by_type() -> None:
    text = CliRunner().invoke(cli, ["new", "--help"]).output
    sections = text.partition("Fields of every type:")
    assert "--happened" not in sections[1]
    assert "Fields of case:\n  --happened DATE" in text
    assert "Fields of problem and case:\n  --impact TEXT" in text
    assert "--topics, --topic TOPIC" in sections[2].partition("Fields of")[0]
    assert "--slug SLUG" in sections[0]
    assert max(map(len, text.splitlines())) <= 80


def test_completion_of_types_topics_and_entries(root: Path) -> None:
    def completed(words: str) -> str:
        environment = {**os.environ, "_COP_KB_COMPLETE": "bash_complete", "COMP_WORDS": words,
                       "COMP_CWORD": str(len(words.split(" ")) - 1)}  # fmt: skip
        code = "from cop_kb.cli import main; main()"
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment).stdout

    assert "plain,problem" in completed("cop-kb new pro")
    assert "plain,chatter" in completed("cop-kb new problem x --topics ch")
    assert "plain,blade-chatter" in completed("cop-kb new case x --problem bl")


def test_at_a_terminal_what_is_missing_is_asked_for(root: Path) -> None:
    terminal = Terminal("new", folder=root, NO_COLOR="1")
    terminal.expect("Type:")
    assert "A question that people ask" in terminal.shown
    terminal.type("prolem")
    terminal.expect("Did you mean “problem”?")
    terminal.expect("Type:")
    terminal.type("Problem")
    terminal.expect("Title:")
    terminal.type("\x1b[A")
    terminal.expect("control character (U+001B)")
    terminal.expect("Title:")
    terminal.type("Arm slips")
    assert terminal.ends() == 0
    assert "content/problems/arm-slips.md" in terminal.shown
    assert (root / "content/problems/arm-slips.md").is_file()


def test_at_a_terminal_a_look_alike_can_be_opened_or_related(root: Path) -> None:
    terminal = Terminal(
        "new", "case", "The blade chatters on dry glass", folder=root, NO_COLOR="1", VISUAL="echo OPENED"
    )
    terminal.expect("What now?")
    assert " 1  Example: the blade chatters on dry glass" in terminal.shown
    terminal.type("o 1")
    terminal.expect(f"OPENED {root}/content/problems/blade-chatter.md")
    terminal.expect("What now?")
    terminal.type("r 9")
    terminal.expect("with a number from 1 to")
    terminal.type("r1")
    terminal.expect("Yours will refer to")
    terminal.type("")
    assert terminal.ends() == 0
    entry = read(root).by_slug["the-blade-chatters-on-dry-glass"]
    assert [ref.slug for ref in entry.refs("problem")] == ["blade-chatter"]


@pytest.mark.parametrize(("answer", "code"), [("s\n", 0), ("\x04", 130), ("\x03", 130)])
def test_at_a_terminal_one_can_stop(root: Path, answer: str, code: int) -> None:
    before = files(root)
    terminal = Terminal("new", "case", "The blade chatters on dry glass", folder=root, NO_COLOR="1")
    terminal.expect("What now?")
    assert terminal.ends(pressing=answer) == code
    assert ("Nothing was written." if code == 0 else "Stopped.") in terminal.shown
    assert files(root) == before


def test_yes_asks_nothing_at_a_terminal_either(root: Path) -> None:
    terminal = Terminal("new", "case", "The blade chatters on dry glass", "--yes", folder=root, NO_COLOR="1")
    assert terminal.ends() == 0
    assert "looks alike" in terminal.shown
    assert "What now?" not in terminal.shown
    terminal = Terminal("new", "case", "--yes", folder=root, NO_COLOR="1")
    assert terminal.ends() == 2
    assert "TITLE" in terminal.shown.splitlines()[-1]


def test_what_came_since_is_seen_without_reading_all_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    assert new("problem", "Arm slips on the spindle").exit_code == 0
    came = root / "content/problems/linkage-squeaks.md"
    came.write_text("---\ntitle: Linkage squeaks\n---\n", encoding="utf-8")
    monkeypatch.setattr(knowledge_base, "load", None)  # would be called to read all
    done = new("problem", "Linkage squeaks")
    assert done.stdout == "content/problems/linkage-squeaks-2.md\n"
    assert "matches: Linkage, squeaks\n    content/problems/linkage-squeaks.md" in done.stderr
    came.unlink()
    assert new("problem", "Linkage squeaks").stdout == "content/problems/linkage-squeaks.md\n"


def test_what_is_given_is_checked_against_all_there_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    assert new("problem", "Arm slips on the spindle").exit_code == 0
    assert new("case", "It slipped", "--problem", "arm-slips-on-the-spindle").exit_code == 0
    assert new("case", "It fell", "--problem", "arm-slipped").exit_code == 2
