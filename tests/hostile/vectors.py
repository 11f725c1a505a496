"""Files that somebody could add to do harm, or that no tool should stumble over; by class, each with its finding."""

from __future__ import annotations

from dataclasses import dataclass

NUL, ZWSP, RLO = "\0", "\u200b", "\u202e"
FRONT = "---\ntitle: T\n{}\n---\n\nText.\n"
TEXT = "# T\n\n{}\n"


@dataclass(frozen=True, slots=True)
class Vector:
    """A file below ``content/`` and the finding it must give: rule and line."""

    kind: str
    path: str
    data: bytes
    rule: str
    line: int


def of(kind: str, rule: str, line: int, texts: list[str | bytes], where: str = "cases/{}.md") -> list[Vector]:
    """Vectors of a class that differ only in their text."""
    name = f"{kind}-{rule}-{line}".replace(" ", "-")
    datas = [text if isinstance(text, bytes) else text.encode() for text in texts]
    return [Vector(kind, where.format(f"{name}-{number:02}"), data, rule, line) for number, data in enumerate(datas, 1)]


def named(kind: str, rule: str, files: dict[str, str | bytes], line: int = 1) -> list[Vector]:
    """Vectors of a class that are told by their names."""
    return [
        Vector(kind, path, data if isinstance(data, bytes) else data.encode(), rule, line)
        for path, data in files.items()
    ]


ENCODINGS = [
    *of("encoding", "unreadable-file", 1, [
        "# Überlauf\n".encode("utf-16"),
        b"\xfe\xff" + "# Überlauf\n".encode("utf-16-be"),
        "# Überlauf\n".encode("utf-32"),
        "---\ntitle: x\n---\n".encode("utf-16-le"),
        b"\x80 a lone continuation",
        b"\xff\xfe\xff\xff",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x1f\x8b\x08\0gzip",
        bytes(range(128, 256)),
        b"\0",
        b"a\0b",
        b"\xef\xbb\xbf\xef\xbb\xbf\xff",
    ]),
    *of("encoding", "unreadable-file", 3, [
        b"# T\n\noverlong slash \xc0\xaf",
        b"# T\n\noverlong \xe0\x80\xaf",
        b"# T\n\noverlong \xf0\x80\x80\xaf",
        b"# T\n\ntwo bytes, one is missing \xc3",
        b"# T\n\nthree bytes, one is missing \xe2\x82 x",
        b"# T\n\nfour bytes, one is missing \xf0\x9f\x9a",
        b"# T\n\na surrogate \xed\xa0\x80",
        b"# T\n\nbeyond Unicode \xf4\x90\x80\x80",
        b"# T\n\nfive bytes \xf8\x88\x80\x80\x80",
        "# T\n\nLatin-1 überall".encode("latin-1"),
        "# T\n\nワイパー".encode("shift-jis"),
        "# T\n\nстеклоочиститель".encode("koi8-r"),
        "# T\n\n“quotes” – of Windows".encode("cp1252"),
        f"# T\n\nx{NUL}",
        f"# T\r\n\r\nx{NUL}\r\n",
    ]),
]  # fmt: skip

YAML = [
    *of("yaml", "yaml-error", 3, [FRONT.format(text) for text in (
        "aka: &a [x]",
        "aka: *nobody",
        "a: &a [*a]",
        "aka: !!python/object/apply:os.system [id]",
        "aka: !!python/name:os.system x",
        "aka: !!binary aGVsbG8=",
        "aka: !!set {a, b}",
        "aka: !ENV HOME",
        "aka: !<tag:yaml.org,2002:str> x",
        "aka: !include /etc/passwd",
        "<<: {title: other}",
        "applies_to: {<<: {vehicle: van}}",
        "x: " + "[" * 21 + "]" * 21,
        "x: " + "{a: " * 25 + "b" + "}" * 25,
        "x: " + "[" * 60_000,
        "x: [" + "a, " * 10_001 + "]",
        "? [a, b]\n: c",
        "aka: x\u2028hidden: y",
        "aka: x\u2029hidden: y",
        "aka: x\x85hidden: y",
        "aka: x\rhidden: y",
        "aka: x\x07y",
        "aka: \x1b[31mred",
        "aka: \ufffe",
        "aka: a: b",
        "aka: @home",
        "aka: `code`",
        "aka: %percent",
    )]),
    *of("yaml", "duplicate-key", 3, [FRONT.format(text) for text in ("title: U", "'title': U", '"title": U', '"\\x74itle": U')]),
    *of("yaml", "duplicate-key", 4, [FRONT.format(text) for text in ("links:\n  - {url: 'https://a.example', url: b}", "x-a:\n  {b: {c: 1, c: 2}}")]),
    *of("yaml", "unknown-key", 3, [FRONT.format(f"{key}: x") for key in (
        "Title", "TITLE", "tіtle", "ｔitle", "tit\u200ble", "title\u00a0", "ti\u00adtle", "t\u0131tle", "TOPICS", "аkа", "__proto__", "constructor",
        "template", "hide", "hooks", "plugins", "theme", "docs_dir",
    )]),
    *of("yaml", "invalid-value", 3, [FRONT.format(text) for text in (
        "date: 2026-02-30",
        "date: 2026-13-01",
        "date: 0000-01-01",
        "date: 99999-01-01",
        "date: 2026-02-29",
        "date: 2026-06-31",
        "date: -2026-01-01",
        "date: " + "9" * 5_000,
        "date: 1e999",
        "date: ٢٠٢٦-٠١-٠١",
        "date: [2026-01-01, 2026-01-02]",
        "review: 9999999 years",
        "review: -1 year",
        "review: .inf",
        "review: .nan",
        "happened: 2026-00",
        "happened: yesterday",
        "lang: <script>",
        "lang: '" + "x" * 5_000 + "'",
        "links: javascript:alert(1)",
        "links: data:text/html,x",
        "links: //host/x",
        "links: file:///etc/passwd",
        "applies_to: x",
        "applied: [x]",
    )]),
    *of("yaml", "front-matter-not-mapping", 2, ["---\n- a\n---\nText.\n", "---\nhello\n---\nText.\n", "---\n'a: b'\n---\nText.\n"]),
]  # fmt: skip

FORMS = [
    *of("form", "front-matter-form", 1, [
        "----\ntitle: x\n----\nText.\n",
        "--\ntitle: x\n--\nText.\n",
        "-----\ntitle: x\n---\nText.\n",
        " ---\ntitle: x\n---\nText.\n",
        "    ---\n    title: x\n    ---\nText.\n",
        "\t---\ntitle: x\n---\nText.\n",
        "--- yaml\ntitle: x\n---\nText.\n",
        "---yaml\ntitle: x\n---\nText.\n",
        "--- # c\ntitle: x\n...\nText.\n",
        "—\ntitle: x\n—\nText.\n",
        "–––\ntitle: x\n–––\nText.\n",
        "\u200b---\ntitle: x\n---\nText.\n",
        "\ufeff\ufeff---\ntitle: x\n---\nText.\n",
        "\u2060---\ntitle: x\n---\nText.\n",
        "+++\ntitle = 'x'\n+++\nText.\n",
        ";;;\ntitle: x\n;;;\nText.\n",
        '{\n  "title": "x"\n}\nText.\n',
        '{"title": "x"}\nText.\n',
        "---\rtitle: x\r---\rText.\r",
        "---\u2028title: x\u2028---\u2028Text.\n",
    ]),
    *of("form", "front-matter-form", 2, ["\n ---\ntitle: x\n---\nText.\n", "<!-- first -->\n---\ntitle: x\n---\nText.\n"]),
    *of("form", "front-matter-form", 4, ["---\ntitle: x\n---\n---\ntitle: y\n---\nText.\n"]),
    *of("form", "front-matter-form", 5, ["---\ntitle: x\n---\n\n---\ntopics: [y]\naka: z\n---\nText.\n"]),
    *of("form", "front-matter-not-first", 2, ["\n---\ntitle: x\n---\nText.\n", "\r\n---\r\ntitle: x\r\n---\r\nText.\r\n"]),
    *of("form", "front-matter-not-closed", 1, [
        "---\ntitle: x\n",
        "---\ntitle: x\n...\nText.\n",
        "---\ntitle: x\n ---\nText.\n",
        "---\ntitle: x\n----\nText.\n",
        "---\ntitle: x\n—\nText.\n",
    ]),
]  # fmt: skip

MERGE = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n"
CONFLICTS = [
    *of("conflict", "conflict-marker", 3, [
        TEXT.format(MERGE),
        TEXT.format(MERGE.replace("\n", "\r\n")),
        TEXT.format(MERGE.replace("=======", "||||||| base\nolder\n=======")),
        TEXT.format("<<<<<<< HEAD\nleft alone"),
        TEXT.format(">>>>>>> branch"),
        TEXT.format(">>>>>>> 3f5c1e0 (A change)"),
    ]),
    *of("conflict", "conflict-marker", 2, [f"---\n{MERGE}---\nText.\n"]),
]  # fmt: skip

UNSEEN = [
    *of("unseen", "odd-character", 3, [TEXT.format(f"ab{char}cd") for char in (
        "\u202e", "\u202d", "\u202a", "\u202b", "\u2066", "\u2067", "\u2068", "\u202c", "\u2069",
        "\u200b", "\ufeff", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1b", "\x07", "\x08", "\x7f", "\x9b",
        "\u180e", "\u3164", "\u115f", "\uffa0", "\u206a", "\ufff9", "\ufffc", "\ufffd", "\u200d",
        "\u2060\u2060", "\u200c\u200c\u200d\u200c", "\ufe00\ufe01\ufe02", "\U000e0041\U000e0042", "\U000e0100",
        "\r", "e" + "\u0301" * 12,
    )]),
    *of("unseen", "odd-character", 5, [TEXT.format("```py\n# ok\nif x:  # \u202e } \u2066if admin\u2069 \u2066 begin\n```")]),
    *of("unseen", "odd-character", 2, [f"---\ntitle: T{ZWSP}itle\n---\n", f"---\ntitle: T {RLO} U\n---\n"]),
]  # fmt: skip

HEAVY = [
    *of("heavy", "heavy-markdown", 3, [TEXT.format(text) for text in (
        "[" * 20_000,
        "[a](" * 10_000,
        "![a](" * 10_000,
        "![" * 10_000,
        "[a][" * 8_000,
        "[[" * 8_000,
        "[](<" * 8_000,
        "[" * 8_000 + "x" + "]" * 8_000,
        "<a " * 10_000,
        "<img src=" * 8_000,
        '<a b="' * 8_000,
        "<http:a" * 10_000,
        "> " * 5_000 + "x",
        ">" * 20_000 + "x",
        "- " * 1_000 + "x",
        "1. " * 1_000 + "x",
        "> - " * 500 + "x",
        "*a_" * 100_000,
        "++a+" * 100_000,
        "`a " * 100_000,
        "[a]:\n" * 10_000,
        "|".join("a" * 900) + "\n" + "|".join("-" * 900) + "\n" + "a\n" * 900,
        ": a\n" * 20_000,
    )]),
    *[Vector("heavy", f"cases/heavy-anywhere-{number}.md", TEXT.format(text).encode(), "heavy-markdown", 0) for number, text in enumerate((
        "<![CDATA[" * 4_000,
        "a|b\n-|-\n" + "`|" * 60_000,
        "---\n" * 10_000,
        "a\n=\n" * 8_000,
        "[^a]" * 5_000 + "\n\n[^a]: b",
        "a[^1]\n\n[^1]: " + "[^1]" * 5_000,
        "".join(f"*[A{n}]: a\n" for n in range(4_000)),
        "*[A]: a\n\n" + "A " * 100_000,
        "".join("    " * depth + "- a\n" for depth in range(200)),
        "".join("    " * depth + "!!! a\n" for depth in range(200)),
        "".join("    " * depth + '=== "a"\n' for depth in range(200)),
        "".join("    " * depth + "??? a\n" for depth in range(200)),
        "".join("\t" * depth + "1. a\n" for depth in range(200)),
        '=== "a"\n    b\n' * 4_000,
        "<div markdown>\n\n" * 4_000,
        "`#!py a` " * 10_000,
        "- a\n\n" * 60_000,
        "a\n\n" * 100_000,
        "```\n" * 60_000,
        "{: #a }\n\n" * 50_000,
        "# a\n\n" * 3_000,
    ))],
    Vector("heavy", "cases/too-big.md", b"# T\n" + b"x" * 1_500_000, "unreadable-file", 1),
    Vector("heavy", "cases/one-long-line.md", b"x" * 1_500_000, "unreadable-file", 1),
]  # fmt: skip
NAMES = (
    "id_rsa id_ed25519 server.pem server.key store.jks cert.p12 cert.pfx putty.ppk vault.kdbx .env .env.production .netrc "
    ".npmrc .pgpass .htpasswd .git-credentials credentials secrets.yml kubeconfig .bash_history "
    "all.sql all.sql.gz data.dump heap.hprof data.sqlite data.db core core.1234 memory.dmp data.bak "
    "page.html page.HTM page.xhtml page.shtml page.mhtml page.xml page.xsl feed.rss page.svgz run.js run.mjs run.css "
    "run.wasm run.swf run.jar run.php run.hta site.webmanifest bundle.js.map CNAME _headers _redirects"
)
KINDS = [
    *named("kind", "refused-file", {f"cases/{name}": "x" for name in NAMES.split()}),
    *named("kind", "unknown-file-kind", {f"cases/{name}": "x" for name in (
        "setup.exe", "lib.so", "lib.dll", "disk.iso", "app.apk", "app.dmg", "x.lnk", "x.url", "x.reg", "x.scr",
        "Some notes", "notes.rst", "notes.mdx", ".hidden.md", ".profile", "macro.docm", "x.", "x.png.", "y.ünï",
    )}),
]  # fmt: skip

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{}>{}</svg>'
DRAWINGS = of("drawing", "refused-file", 1, [
    SVG.format(' onload="alert(1)"', ""),
    SVG.format("", "<script>alert(1)</script>"),
    SVG.format("", '<script href="x.js"/>'),
    SVG.format("", "<g ONCLICK='x()'/>"),
    SVG.format("", '<a href="javascript:alert(1)"><text>x</text></a>'),
    SVG.format("", '<a xlink:href="java&#10;script:alert(1)"><text>x</text></a>'),
    SVG.format("", '<a href="data:text/html,x"><text>x</text></a>'),
    SVG.format("", '<use href="other.svg#x"/>'),
    SVG.format("", '<use xlink:href="https://evil.example/x.svg#x"/>'),
    SVG.format("", '<image href="https://evil.example/x.png"/>'),
    SVG.format("", '<image href="data:image/svg+xml,x"/>'),
    SVG.format("", "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>"),
    SVG.format("", "<h:iframe xmlns:h='http://www.w3.org/1999/xhtml' src='//evil.example'/>"),
    SVG.format("", '<a id="a"/><animate href="#a" attributeName="href" values="javascript:alert(1)"/>'),
    SVG.format("", '<a id="a"/><set href="#a" attributeName="href" to="javascript:alert(1)"/>'),
    SVG.format("", "<style>@import url(//evil.example/x.css);</style>"),
    SVG.format("", "<style>a { background: url(https://evil.example/x) }</style>"),
    SVG.format("", "<style>a { background: u\\72l(https://evil.example/x) }</style>"),
    SVG.format("", '<rect style="fill: url(//evil.example/x)"/>'),
    SVG.format("", '<rect filter="url(https://evil.example/x#y)"/>'),
    SVG.format("", "<handler xmlns='http://www.w3.org/2001/xml-events'/>"),
    SVG.format(' xml:base="https://evil.example/"', ""),
    '<?xml-stylesheet href="x.css"?>' + SVG.format("", ""),
    '<!DOCTYPE svg [<!ENTITY a "x">]>' + SVG.format("", "&a;"),
    '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("", "&a;"),
    '<!DOCTYPE svg [<!ENTITY a "xx"><!ENTITY b "&a;&a;&a;">]>' + SVG.format("", "&b;"),
    SVG.format("", "<g>"),
    "<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "not XML at all",
    b"",
    b"\x89PNG\r\n\x1a\n",
], "cases/{}.svg")  # fmt: skip

ADDRESSES = named("address", "taken-address", {
    "kb.json": "{}",
    "kb.schema.json": "{}",
    "KB.json": "{}",
    "404.md": "# Mine\n",
    "search.md": "# Mine\n",
    "search/search_index.json": "{}",
    "search/index.md": "# Mine\n",
    "go/index.md": "# Mine\n",
    "go/WIP-041.md": "# Mine\n",
    "assets/images/favicon.png": "x",
    "assets/javascripts/data.json": "{}",
    "assets/stylesheets/picture.png": "x",
    "cases/index/index.md": "# The index\n",
    "problems/README/index.md": "# Read me\n",
    "twice/index.md": "# Twice\n",
    "faqs/file.pdf": "x",
}) + named("address", "colliding-path", {
    "topics-of-ours/index.md": "# x\n",
    "cases/Yaml-Forms.png": "x",
    "pages/caf\u00e9.png": "x",
})  # fmt: skip
BESIDE_ADDRESSES = {
    "cases/YAML-forms.png": "x",
    "pages/cafe\u0301.png": "x",
    "twice.md": "# Twice\n",
    "faqs/file.pdf.md": "# Is this a file?\n",
    "Topics-Of-Ours/INDEX.md": "# x\n",
}
"""Honest files that the ones above collide with."""

UNSAFE = [
    *named("name", "unsafe-name", {f"pages/{name}": "x" for name in (
        "a:b.png", "a*b.png", "what?.png", 'a"b.png', "a<b.png", "a|b.png", "a\\b.png", "a\nb.png", "a\tb.png",
        "a#b.png", "a%2Fb.png", "con.png", "NUL.txt", "com1.csv", "aux.tar.gz", "trailing .", "dot..",
        "\u202egnp.exe.png", "a\u200bb.png", "a\u2028b.png", f"{'long' * 60}.png", "q?.md", "lpt9.md",
    ) if not name.endswith(".")}),
    *named("name", "unsafe-name", {f"pages/{name}/x.png": "x" for name in ("fol:der", "prn", "tail.", "tail ", "a\x07b")}),
    *named("name", "unsafe-slug", {f"cases/{name}.md": "# T\n" for name in ("a:b", "what?", "nul", "a#b", "50%", "end.", "\u202egnp", "x" * 230)}),
]  # fmt: skip

RANDOM = "aZ3kP9qLm4XvT7bR2wYc5NdE8fG1hJ6sK0uQ"
SECRETS = of("secret", "likely-secret", 3, [TEXT.format(text) for text in (
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAv0aZ3kP9qLm4XvT7bR2wYc5NdE8fG1hJ6sK0uQ\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB\n",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGNpZ3kBCADKPqLm4XvT7bR2wYc5NdE8fG1hJ6sK0uQaZ3kP9\n",
    "AKIAIOSFODNN7EXAMPLE",
    "key=AKIAQX4BIOSFODNN7HRW",
    f"aws_secret_access_key = {RANDOM}+abc",
    f"ghp_{RANDOM}",
    f"Use `gho_{RANDOM}` here",
    f"github_pat_{RANDOM}_{RANDOM}",
    f"glpat-{RANDOM[:20]}",
    f"glrt-{RANDOM[:20]}",
    f"xoxb-123456789012-{RANDOM[:24]}",
    f"https://hooks.slack.com/services/T0AZ3KP9Q/B0LM4XVT7/{RANDOM[:24]}",
    f"AIza{RANDOM[:35]}",
    f"sk_live_{RANDOM[:24]}",
    f"sk-proj-{RANDOM}{RANDOM}",
    f"npm_{RANDOM}",
    f"pypi-AgEIcHlwaS5vcmc{RANDOM}{RANDOM}",
    f"hvs.{RANDOM}",
    f"SG.{RANDOM[:22]}.{RANDOM}{RANDOM[:7]}",
    f"AccountKey={RANDOM}{RANDOM}{RANDOM[:14]}==",
    f"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{RANDOM}",
    f"123456789:AA{RANDOM[:33]}",
    "https://ines:Kolin-2026@git.wipers.pt/bench.git",
    "postgres://bench:s3cr3tly!@db.wipers.pt:5432/runs",
    "```\ncurl ftp://robin:Qw8-rubber@ftp.wipers.pt\n```".replace("```\n", "", 1).replace("\n```", ""),
)])  # fmt: skip
MAIL = of("mail", "mail-address", 3, [TEXT.format(text) for text in (
    "Ask ines.prado@wipers.pt.",
    "Ask <joao@wipers.pt>.",
    "[João](mailto:joao+wipers@wipers.pt)",
    "Zeptej se: radek@stěrače.cz a radek@wipers.cz",
    "(robin@wipers.co.uk)",
)])  # fmt: skip

VECTORS = [
    *ENCODINGS, *YAML, *FORMS, *CONFLICTS, *UNSEEN, *HEAVY, *KINDS, *DRAWINGS, *ADDRESSES, *UNSAFE, *SECRETS, *MAIL,
]  # fmt: skip
