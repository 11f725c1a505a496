"""What looks alike: forms of a word, other words, codes, several scripts; and what does not."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from cop_kb.reading.likeness import LOOKS_ALIKE, NEAR_DUPLICATE, build_index
from tests.support import read

TITLES = {
    "problems/blade-chatters": "Blade chatters on dry glass",
    "problems/arm-slips": "Wiper arm slips on the spindle",
    "problems/motor-cuts-out": "Motor cuts out in heavy snow",
    "problems/streaks": "Streaks in the driver's field of view",
    "faqs/arm-nut-torque": "Which torque for the arm nut?",
    "faqs/gel-pad": "Can I reuse the gel pad of a rain sensor?",
    "lessons/scrub-new-glass": "Scrub new glass before a chatter test",
}


def slugs(root: Path, text: str, titles: dict[str, str] | None = None, head: str = "", body: str = "") -> list[str]:
    files = {
        f"content/{path}.md": f"---\ntitle: {title}\n{head if path.startswith('problems/blade') else ''}---\n"
        f"{body if path.startswith('problems/blade') else ''}\n"
        for path, title in (titles or TITLES).items()
    }
    return [each.slug for each in build_index(read(root, files)).alike([text])]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("chattering blades", "blade-chatters"),
        ("CHATTER", "blade-chatters"),
        ("Wiper arms slipped from their spindles", "arm-slips"),
        ("how do I torque an arm nut", "arm-nut-torque"),
        ("sensors: gel pads", "gel-pad"),
        ("streaking", "streaks"),
    ],
)
def test_other_forms_of_the_words_find_the_entry(tmp_path: Path, text: str, first: str) -> None:
    assert slugs(tmp_path, text)[0] == first


@pytest.mark.parametrize("text", ["", "?!", "the of in", "Printer out of paper", "Which is it?", "How do I do this"])
def test_what_has_nothing_in_common_finds_nothing(tmp_path: Path, text: str) -> None:
    assert slugs(tmp_path, text) == []


@pytest.mark.parametrize(
    "text", ["judder at the windscreen", "WIP-041", "wip-041", "Rubbeln", "loud rattle near the reversal", "ratteln"]
)
def test_other_words_codes_and_symptoms_count(tmp_path: Path, text: str) -> None:
    head = "aka: [windscreen judder, Das Blatt rubbelt und rattelt]\ncodes: [WIP-041]\n"
    assert slugs(tmp_path, text, head=head, body="## Symptom\n\nA loud rattle near the reversal.") == ["blade-chatters"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("ワイパーが乾いたガラスでびびる", "乾いたガラス"),
        ("雨刮器在干玻璃上抖动", "干玻璃抖动"),
        ("ใบปัดน้ำฝนสั่นบนกระจกแห้ง", "กระจกแห้ง"),
        ("Щётка дрожит на сухом стекле", "дрожит стекло"),
        ("الشفرة تهتز على الزجاج الجاف", "الزجاج الجاف"),
        ("वाइपर सूखे काँच पर काँपता है", "सूखे काँच"),
        ("KubeAPIServerDown", "kube api server"),
        ("Cafe\u0301 wipers rattle", "CAFÉ rattles"),
    ],
)
def test_scripts(tmp_path: Path, title: str, text: str) -> None:
    assert slugs(tmp_path, text, TITLES | {"problems/x": title})[0] == "x"


def test_words_are_those_of_the_entry(tmp_path: Path) -> None:
    files = {f"content/{path}.md": f"# {title}\n" for path, title in TITLES.items()}
    alike = build_index(read(tmp_path, files)).alike(["chattering blade on glasses"])[0]
    assert alike.words == ("Blade", "chatters", "glass")
    assert LOOKS_ALIKE <= alike.score <= 1
    assert alike.is_all


def test_the_same_title_is_a_near_duplicate_and_an_entry_finds_itself(tmp_path: Path) -> None:
    files = {f"content/{path}.md": f"# {title}\n" for path, title in TITLES.items()}
    index = build_index(read(tmp_path, files))
    for path, title in TITLES.items():
        first = index.alike([title])[0]
        assert (first.slug, first.score) == (path.split("/")[1], 1.0)
        assert all(each.score < NEAR_DUPLICATE for each in index.alike([title])[1:])


def test_an_empty_knowledge_base_has_nothing_alike(tmp_path: Path) -> None:
    assert build_index(read(tmp_path, {})).alike(["Blade chatters"]) == ()


def test_most_and_least(tmp_path: Path) -> None:
    files = {f"content/problems/p{n}.md": f"# Blade number {n} chatters\n" for n in range(9)}
    index = build_index(read(tmp_path, files))
    assert len(index.alike(["Blade chatters"])) == 5
    assert len(index.alike(["Blade chatters"], most=2)) == 2
    assert index.alike(["Blade chatters badly in rain and wind"], least=0.95) == ()


def test_a_search_does_not_change_the_next_one(tmp_path: Path) -> None:
    files = {f"content/{path}.md": f"# {title}\n" for path, title in TITLES.items()}
    index = build_index(read(tmp_path, files))
    before = index.alike(["glassy chatterbox"])
    index.alike(["chattiest glasslike unheard words chatterton glassware"])
    assert index.alike(["glassy chatterbox"]) == before


def test_the_same_every_time(tmp_path: Path) -> None:
    """Whatever seed Python hashes texts with (https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED)."""
    files = {f"content/{path}.md": f"# {title}\n" for path, title in TITLES.items()}
    read(tmp_path, files)
    program = (
        "from pathlib import Path; from tests.support import read; from cop_kb.reading.likeness import build_index\n"
        f"print(build_index(read(Path({str(tmp_path)!r}))).alike(['chatter test of a new wiper arm on dry glass']))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_it_does_not_compare_each_with_each(tmp_path: Path) -> None:
    """Twice the entries take about twice the time, not four times: also where all use the same few words."""
    words = "blade arm motor glass rain snow chatter noise torque park streak sensor nozzle linkage wash lift"
    seconds = []
    for count in (400, 1600):
        root = tmp_path / str(count)
        titles = [" ".join(words.split()[n * step % 16] for step in (1, 3, 5, 7)) for n in range(count)]
        files = {f"content/problems/p{n}.md": f"# {title} {n % 97}\n" for n, title in enumerate(titles)}
        kb = read(root, files)
        started = time.process_time()
        index = build_index(kb)
        for entry in kb.entries:
            index.alike([entry.title])
        seconds.append(time.process_time() - started)
    assert seconds[1] < 10 * seconds[0]
