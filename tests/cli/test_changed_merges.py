"""What ``validate --changed`` says of a branch is what ``validate`` finds once Git has merged it, and not before."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.cli.running import git, run_program, within
from tests.support import MKDOCS_YML, write

NUMBERS = st.integers(0, 5)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["delete", "rename", "heading", "body"]), NUMBERS, NUMBERS),
        st.tuples(st.sampled_from(["refer", "link", "add"]), NUMBERS, NUMBERS),
        st.tuples(st.sampled_from(["topic", "facet", "type"]), NUMBERS, NUMBERS),
    ),
    max_size=5,
)
Edit = tuple[str, int, int]
TOPICS = "noise: {label: Noise}\nwear: {label: Wear}\n"
BLOCK = "".join(f"Line {number} of what stays in a text when it is renamed.\n" for number in range(8))


def text(number: int, refers: int) -> str:
    words = f"# Number {number} happened\n\n{BLOCK}Own words {number * 7919}.\n\n## Part {number}\n\n"
    link = f"[x](../problems/p{refers}.md#part-{refers})"
    return f"---\ntopics: [noise]\nproblem: p{refers}\n---\n{words}Some {link}.\n"


def problem(number: int) -> str:
    return f"---\napplies_to: {{glass: plain}}\n---\n# Problem {number} it is\n\n{BLOCK}{number * 7907} words.\n\n## Part {number}\n\nMore.\n"


FILES = {
    "content/topics.yml": TOPICS,
    **{f"content/cases/c{number}.md": text(number, number) for number in range(3)},
    **{f"content/problems/p{number}.md": problem(number) for number in range(3)},
}


def apply(root: Path, edit: Edit, branch: str) -> None:
    """Make an edit, if there is something to be edited."""
    what, one, other = edit
    files = sorted((root / "content").glob("*/*.md"))
    path = files[one % len(files)] if files else root / "none"
    if what == "topic":
        (root / "content/topics.yml").write_text(TOPICS.splitlines()[one % 2] + "\n")
    elif what == "facet":
        (root / "mkdocs.yml").write_text(MKDOCS_YML.replace("[plain, coated]", "[coated]"))
    elif what == "type":
        (root / "mkdocs.yml").write_text(MKDOCS_YML.replace("facets:", "severities: {dead-link: error}\n      facets:"))
    elif what == "add":
        write_entry(root / f"content/cases/new{one}.md", text(10 + one + len(branch), other))
        write_entry(root / f"content/problems/p{other}.md", problem(other))
    elif path.exists():
        old = path.read_text()
        if what == "delete":
            path.unlink()
        elif what == "rename":
            path.rename(path.with_name(f"{branch}{other}.md"))
        elif what == "heading":
            path.write_text(old.replace("## Part", "## Other part"))
        elif what == "body":
            path.write_text(f"{old}\nAnd {branch} {other}.\n")
        elif what == "refer":
            path.write_text(old.replace("problem: p", f"problem: p{other}"))
        else:
            path.write_text(f"{old}\n[y](../cases/c{other}.md)\n")


def write_entry(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "x")


def errors(root: Path, *arguments: str) -> Counter[tuple[str, str, str]]:
    """Each error as rule, path and message."""
    done = within(root, "validate", "--format", "json", *arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    found = json.loads(done.stdout)["findings"]
    above = os.path.relpath(root)
    grave = [each for each in found if each["severity"] == "error"]
    return Counter((each["rule"], os.path.relpath(each["path"], above), each["message"]) for each in grave)


def agree(root: Path, mine: list[Edit], theirs: list[Edit]) -> None:
    write(root, FILES)
    git(root, "init", "--quiet")
    commit(root)
    git(root, "checkout", "--quiet", "-b", "mine")
    for edit in mine:
        apply(root, edit, "mine")
    commit(root)
    git(root, "checkout", "--quiet", "main")
    for edit in theirs:
        apply(root, edit, "theirs")
    commit(root)
    before = errors(root)
    git(root, "checkout", "--quiet", "mine")
    said = errors(root, "--changed", "main")
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    merging = run_program("git", *who, "merge", "--quiet", "-m", "x", "main", folder=root)
    if merging.returncode:
        reject()  # both changed one place: what becomes of it, somebody decides
    after = errors(root)
    renamed = git(root, "diff", "--name-status", "--find-renames", "--diff-filter=R", "main", "HEAD").splitlines()
    was = {new: old for _, old, new in (line.split("\t") for line in renamed)}
    known = Counter(before)
    expected: Counter[str] = Counter()
    for (rule, path, message), count in after.items():
        expected[f"{rule} {message}"] += max(0, count - known[rule, was.get(path, path), message])
    assert Counter(f"{rule} {message}" for rule, _, message in said.elements()) == +expected


def campaign(mine: list[Edit], theirs: list[Edit]) -> None:
    root = Path(mkdtemp(prefix="cop-kb-test-"))
    try:
        agree(root, mine, theirs)
    finally:
        shutil.rmtree(root)


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@settings(max_examples=6, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(mine=EDITS, theirs=EDITS)
def test_it_agrees_with_the_real_merge(mine: list[Edit], theirs: list[Edit]) -> None:
    campaign(mine, theirs)


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=QUIET)
@given(mine=EDITS, theirs=EDITS)
def test_it_agrees_with_many_real_merges(mine: list[Edit], theirs: list[Edit]) -> None:
    campaign(mine, theirs)
