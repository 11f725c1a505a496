"""Texts of people who mean well, in many languages: none of them may be told that a character, a word or a form is odd."""

from __future__ import annotations

HONEST: dict[str, str | bytes] = {
    "english": "# Blade “chatters” – on dry glass…\n\nIt’s 22 Nm (±2), 3 × 4 µm at −12 °C; naïve café, ½ turn.\n",
    "german": "# Wischerblatt rattert\n\nDie Schiff\u00adfahrt, Auf\u200clage, Groß- und „Kleinschreibung“ über 20\u202fm/s, z.\u00a0B.\n",
    "french": "# Le balai broute\n\n«\u202fPourquoi\u202f?\u202f» demandait-il : l’œil, le cœur, 3\u00a0000\u00a0€.\n",
    "czech": "# Stěrač drnčí\n\nPříliš žluťoučký kůň úpěl ďábelské ódy. Síla 4\u00a0N.\n",
    "portuguese nfd": "# O limpador vibra\n\nNa\u0303o ha\u0301 a\u0301gua; a borracha esta\u0301 ressequida.\n",
    "vietnamese nfd": "# Cần gạt nước rung\n\nTie\u0302\u0301ng Vie\u0323\u0302t co\u0301 nhie\u0302\u0300u da\u0302\u0301u.\n",
    "arabic": "# لماذا تصدر المساحة صوتًا؟\n\nالعزم \u200e22 Nm\u200e فقط، و\u061c5% من الحالات. \u2067نص معزول\u2069 و\u202bمضمّن\u202c.\n\n> مِسَّاحَةُ الزُّجَاجِ\n",
    "hebrew": "# למה המגב חורק?\n\nהמומנט \u2068M8x1\u2069 הוא 22 Nm\u200f. בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים.\n",
    "persian": "# چرا تیغه می\u200cلرزد؟\n\nنمی\u200cدانم؛ برف\u200cپاک\u200cکن\u200cها را عوض کرده\u200cایم.\n",
    "hindi": "# वाइपर क्यों आवाज़ करता है?\n\nक्\u200dष, क्\u200cष, श्री, र्\u200dय और विज्ञान।\n",
    "bengali": "# ওয়াইপার কাঁপে\n\nর\u200d্যাব এবং হঠাৎ।\n",
    "thai": "# ใบปัดน้ำฝนสั่น\n\nคำ\u200bไทย\u200bไม่\u200bเว้น\u200bวรรค น้ำ กี่ครั้ง\n",
    "khmer": "# ជូតកញ្ចក់\n\nភាសា\u200bខ្មែរ\u200bមិន\u200bដកឃ្លា\n",
    "japanese": "# ワイパーのびびり\n\n葛\U000e0100城市、辻\U000e0101さん。ガ\u200bラ\u200bス、ｶﾞﾗｽ（か\u3099）　全角。\n",
    "chinese": "# 雨刮器抖动\n\n“为什么？”——他问。《规格》：２２ Nm，，\u3000缩进。\n",
    "korean": "# 와이퍼 떨림\n\n유리가 마르면 떨립니다. \u1112\u1161\u11ab\u1100\u1173\u11af (NFD)\n",
    "russian": "# Щётка дрожит\n\nВсё ещё дрожит: «почему?» – ё́, и́, №\u00a05.\n",
    "greek": "# Γιατί τρίζει;\n\nΤο μάκτρο τρίζει· ὦ ἄνδρες.\n",
    "amharic tamil": "# መጥረጊያ\n\nதமிழ் எழுத்து: ஸ்ரீ, க்ஷ. መስታወት።\n",
    "burmese tibetan": "# ဝိုက်ပါ\n\nမြန်မာ\u200bစာ။ བོད་ཡིག།\n",
    "emoji": "# It hums 🎵\n\n👩\u200d🔧 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f \U0001f3f3\ufe0f\u200d\U0001f308 1\ufe0f\u20e3 👍🏽 🇵🇹 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 👁\ufe0f\u200d🗨\ufe0f ✅ ☂\ufe0e\n",
    "mathematics": "# Force\n\nF⃗ = m·a⃗, x̄ ± σ, f\u2061(x), a\u2062b, ℝⁿ → ℂ, x̂̇.\n",
    "ipa": "# Say it\n\n/ˈwaɪpə(ɹ)/, [t͡ʃæ̃tɚ], d̪̥ˠ.\n",
    "crlf": "---\r\ntitle: Blade chatters\r\ntopics: []\r\n---\r\n\r\n## Context\r\n\r\nText.\r\n",
    "bom": "\ufeff---\ntitle: Blade chatters in winter\n---\n\nText.\n",
    "rules": "----\n\nA line across the page opens the text.\n\n---\n\nNote: more.\n\n***\n\n- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n",
    "setext": "Title\n=======\n\nPart\n-------\n\nText.\n",
    "quotes": "# Mail\n\n>>>> Who?\n>>> You?\n>> No.\n\n>>>>>>> Seven deep, said Robin.\n",
    "code": (
        "# Code\n\n```\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n```\n\n    ssh robin@bench.wipers.pt\n\n"
        "`ines@wipers.pt`, git@github.com:wipers/bench.git, logo@2x.png, ssh robin@bench.wipers.pt, a@b, @ines, "
        "bench@1.2.3, getty@tty1.service, user@example.org, https://ines@wipers.pt/, @ines@social.wipers.pt, "
        "actions/checkout@v4, https://medium.com/@ines, 5@night, x@y.z1, npm i @wipers/bench@latest\n"
    ),
    "no secrets": (
        "# Keys\n\nThe commit 3f5c1e0a9b8d7c6e5f4a3b2c1d0e9f8a7b6c5d4e, sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, "
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, https://user:password@host.example/, postgres://postgres:postgres@localhost/db, "
        "https://ines:$TOKEN@git.wipers.pt, redis://:${PASS}@cache:6379, `-----BEGIN PRIVATE KEY-----`, the task-force, sk-learn, "
        "https://wipers.pt:8080/a@b, http://[::1]:80/, 550e8400-e29b-41d4-a716-446655440000, risk-based-approach-to-everything-we-do-here-and-there\n"
    ),
    "brackets": "# Log\n\n" + "[12:01:02] [INFO] (bench) <run 12> force[0] = {4.1} `N`\n" * 200,
    "long table": "# Runs\n\n| run | force | note |\n|---|---|---|\n" + "| 12 | 4.1 `N` | [x](#log) *ok* |\n" * 1_500,
    "long list": "# Parts\n\n" + "".join(f"{'    ' * (n % 6)}- part [{n}](#part) of _it_\n" for n in range(2_000)),
    "long code": "# Dump\n\n```json\n" + '{"a": [[1, 2], {"b": [3, "<x>"]}]},\n' * 5_000 + "```\n",
    "footnotes": "# Notes\n\n"
    + "".join(f"One[^{n}]. " for n in range(200))
    + "\n\n"
    + "".join(f"[^{n}]: Note.\n" for n in range(200)),
}
