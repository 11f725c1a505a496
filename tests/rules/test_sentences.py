"""Sentences in many languages, and everything that only looks like the end of one."""

from __future__ import annotations

import time

import pytest

from cop_kb.rules.sentences import count_sentences

LANGUAGES = {
    "English": (
        "The arm slips. Mr. Hale saw it at 2.30 p.m. on the U.S. test track, e.g. in lane no. 3 again. Why?",
        3,
    ),
    "German": (
        "Das Blatt rubbelt z. B. bei 3 °C bzw. ca. 80 % Feuchte. Am 3. März war es Dr. Prado, d. h. uns, klar.",
        2,
    ),
    "French": ("L'essuie-glace vibre, c.-à-d. il saute. Voir p. ex. M. Dubois (env. 20 min.) ! Pourquoi ?", 3),
    "Spanish": ("¿Por qué vibra? Por el Sr. Gómez, pág. 12, aprox. 3.5 mm. ¡Cuidado!", 3),
    "Italian": ("Il braccio gira, ecc. ecc. sempre. Chiedere al dott. Rossi.", 2),
    "Polish": ("Wycieraczka drga, tzn. skacze, np. w deszczu. To wina gumy.", 2),
    "Russian": ("Щётка дрожит, т. е. прыгает, см. рис. 4 выше. Почему?", 2),
    "Czech": ("Stírátko drnčí, tj. skáče, např. za sucha. Proč?", 2),
    "Turkish": ("Silecek titriyor, örn. kuru camda vb. yerlerde. Neden?", 2),
    "Japanese": ("ワイパーがびびります。彼は「なぜですか？」と聞きました。ゴムのせいです！", 3),
    "Chinese": ("雨刮器抖动。为什么？橡胶老化了。", 3),
    "Arabic": ("الشفرة تهتز. لماذا؟ بسبب المطاط.", 3),
    "Hindi": ("वाइपर काँपता है। क्यों? रबर के कारण।", 3),
    "Greek": ("Ο υαλοκαθαριστήρας τρέμει. Φταίει το λάστιχο.", 2),
    "Korean": ("와이퍼가 떨립니다. 왜 그럴까요? 고무 때문입니다.", 3),
    "Thai": ("ใบปัดน้ำฝนสั่น เพราะยางแข็ง", 1),
    "Amharic": ("ጎማው ያረጀ ነው። ቀይረው።", 2),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_sentences_of_a_language(name: str) -> None:
    text, count = LANGUAGES[name]
    assert count_sentences(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("22 Nm on a dry spline", 1),
        ("22 Nm.", 1),
        ("Version 2.1.3 of wiper.py, see https://example.org/a.b.html. Then 3.5 mm.", 2),
        ("Write to ines@example.org. She knows.", 2),
        ("Run `a. B. C. d` and then stop.", 1),
        ("Wait ... and see", 1),
        ("Wait… Now.", 2),
        ("Stop!!! Now?!", 2),
        ("He said “Dry it.” Then he left.", 2),
        ("Is it safe? No. Do not.", 3),
        ("It is no. 3 in the list.", 1),
        ("A **bold end.** Then [a link](https://example.org/x.y). Done", 3),
        ("Two\nlines of one sentence\nin a paragraph", 1),
        ("One paragraph\n\nanother one", 2),
        ("- One. Two.\n- Three.\n  Four. Five.\n\n  Six.\n- Seven.", 0),
        ("Do this:\n\n1. Clean. Dry.\n2. Turn.\nLazy. Line.\n\nThen wait.", 2),
        ("| a. B | c. D |\n|---|---|\n| E. F | g. |", 0),
        ("```\nOne. Two. Three.\n```\n\nOne.", 1),
        ("One.\n\n    code. Code. Code.\n\nTwo.", 2),
        ("!!! note\n    One. Two. Three.\n\nOne.", 1),
        ("> [!NOTE]\n> One. Two.", 2),
        ("### Heading. With. Dots.\nOne.", 1),
        ("![A picture. Of two.](a.png)\n\nOne.", 1),
        ("One.[^1]\n\n[^1]: Two. Three.\n    Four.", 1),
        ("One. \r\nTwo.\r\n\r\nThree.", 3),
        ("---\n\nOne.", 1),
        ("<div>\nOne. Two.\n</div>\n\nOne.", 1),
    ],
)
def test_sentences_of_markdown(text: str, count: int) -> None:
    assert count_sentences(text) == count


@pytest.mark.parametrize("unit", ["a.b.", "( ", "x", "x@", "- ", ". ", "1.", "。", "\n", "> ", "a. B "])
def test_counting_takes_time_in_proportion_to_the_text(unit: str) -> None:
    started = time.process_time()
    count_sentences(unit * 20_000)
    assert time.process_time() - started < 2
