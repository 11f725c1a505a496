"""Content → site: the same bytes each time and by either way, and a community's own settings keep their meaning."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cop_kb.rendering.site_folder import MANIFEST
from cop_kb.rules import check, load_rules
from tests.cli.running import DAY, build, git, mkdocs, run, within
from tests.conftest import Example
from tests.rendering.sites import Page, dead_links, tree
from tests.safety.dangers import dangers
from tests.support import MKDOCS_YML, read, write

EPOCH = str(int(datetime.fromisoformat(DAY).replace(tzinfo=UTC).timestamp()))
CASE = "# The motor hummed\n\nAll night.\n"
BROKEN = "---\nproblem: no-such-thing\n---\n# The motor hummed\n"
MATERIAL = "      search: material\n"
EXAMPLE = {
    "content/cases/hum.md": CASE,
    "content/problems/humming/index.md": "---\naka: [zoom]\ncodes: [W-41]\naliases: [old/humming]\n---\n# Motor hums\n\nLoud.\n"
    "\n## Workaround\n\nHit it, as in [this case](../../cases/hum.md).\n\n![Curve](curve.png)\n",
    "content/problems/humming/curve.png": b"png",
    "content/about/us.md": "# Us & “them”\n\nWe [hum](../problems/humming/index.md).\n\n## Who\n\nAll.\n",
    "content/topics.yml": "noise: {label: Noise}\n",
}


def config(*, top: str = "", theme: str = "", plugins: str = "", settings: str = "") -> str:
    """The settings of a trial knowledge base with lines added."""
    text = MKDOCS_YML.replace("  name: cop-kb\n", f"  name: cop-kb\n{theme}").replace(
        "plugins:\n", f"{top}plugins:\n{plugins}"
    )
    return text + settings


def html(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


# The same bytes


def test_plain_mkdocs_gives_the_same_files(example: Example, tmp_path: Path) -> None:
    done = mkdocs("build", "-q", "-d", str(tmp_path / "plain"), folder=example.root, SOURCE_DATE_EPOCH=EPOCH)
    assert done.returncode == 0, done.stderr
    ours, plain = tree(example.site), tree(tmp_path / "plain")
    assert len(ours) > 150
    assert differing(ours, plain) == []


def test_two_builds_give_the_same_bytes_wherever_and_whenever_they_are_made(tmp_path: Path) -> None:
    files = {**EXAMPLE, "mkdocs.yml": config(top="site_url: https://example.org/kb/\n")}
    one, other = (write(tmp_path / name, files) for name in ("one", "the other"))
    done = run("build", "--today", "2024-02-29", folder=one, PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    assert done.returncode == 0, done.stderr
    done = run("build", folder=other / "content" / "cases", PYTHONHASHSEED="2", TZ="UTC",
               SOURCE_DATE_EPOCH="1709164800")  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = tree(one / "site")
    assert differing(made, tree(other / "site")) == []
    assert b"<lastmod>2024-02-29</lastmod>" in gzip.decompress(made["sitemap.xml.gz"])


def test_building_over_an_old_site_gives_what_building_afresh_gives(tmp_path: Path) -> None:
    root = write(tmp_path, EXAMPLE)
    fresh = tree(build(root))
    write(root, {"content/cases/second.md": "# Second\n\nx\n"})
    build(root)
    (root / "content/cases/second.md").unlink()
    assert differing(fresh, tree(build(root))) == []


# Plain MkDocs


def test_errors_stop_plain_mkdocs_before_it_touches_the_old_site_and_are_shown(tmp_path: Path) -> None:
    root = write(tmp_path, EXAMPLE)
    before = tree(build(root))
    write(root, {"content/cases/hum.md": BROKEN})
    done = mkdocs("build", folder=root)
    assert done.returncode == 1
    assert "content/cases/hum.md:2:10 error “no-such-thing” under problem is no entry [dangling-ref]" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(root / "site") == before


def test_a_site_that_plain_mkdocs_made_can_be_replaced(tmp_path: Path) -> None:
    hook = (
        "from pathlib import Path\ndef on_post_build(config):\n    Path(config.site_dir, 'late.txt').write_text('x')\n"
    )
    root = write(tmp_path, {**EXAMPLE, "mkdocs.yml": config(top="hooks: [late.py]\n"), "late.py": hook})
    assert mkdocs("build", "-q", folder=root).returncode == 0
    assert "late.txt" in json.loads((root / "site" / MANIFEST).read_text())["files"], "also what others wrote last"
    assert (build(root) / "late.txt").is_file()


def test_plain_mkdocs_says_what_is_probably_wrong_and_nothing_that_acts_on_a_terminal(tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a.md": '---\n"b\\u001b[31mred\\u202e": 1\n---\n' + CASE})
    done = mkdocs("build", folder=root)
    assert done.returncode == 0
    assert "content/cases/a.md:2:1: “b\\x1b[31mred\\u202e” is no field" in done.stderr
    assert "\x1b[31m" not in done.stderr
    assert "\u202e" not in done.stderr


# Every link leads somewhere


def test_every_link_of_the_example_leads_somewhere(example: Example) -> None:
    assert dead_links(example.site) == []


def test_every_link_leads_somewhere_where_pages_are_files(example_of_files: Example) -> None:
    site = example_of_files.site
    assert dead_links(site, "/wipers/") == []
    assert (site / "problems" / "blade-chatters-on-dry-glass.html").is_file()
    assert list((site / "go").glob("*.html"))


def test_every_link_leads_somewhere_where_the_address_of_the_site_has_a_path(example_below: Example) -> None:
    site = example_below.site
    assert dead_links(site, "/teams/wipers/") == []
    assert 'rel="canonical" href="https://example.org/teams/wipers/problems/"' in html(site, "problems/index.html")
    assert 'href="/teams/wipers/assets/stylesheets/cop-kb.css"' in html(site, "404.html")


def test_no_page_of_the_example_asks_another_host_for_anything(example: Example) -> None:
    asked = re.compile(r'<(?:img|script|link|iframe|source)[^>]+(?:src|href)="((?:https?:)?//[^"]+)"')
    found = {name: asked.findall(text.decode()) for name, text in tree(example.site).items() if name.endswith(".html")}
    assert {name: hosts for name, hosts in found.items() if hosts} == {}


def test_every_page_of_the_example_has_one_heading_of_the_first_rank_and_no_id_twice(example: Example) -> None:
    for path in sorted(example.site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        page = Page(text)
        assert text.count("<h1") == 1, path
        assert len(page.anchors) == len(set(page.anchors)), path


# What is a community's own


def test_keys_that_material_knows_have_no_effect_in_an_entry(tmp_path: Path) -> None:
    keys = "---\nhide: [navigation, toc]\ntags: [zork]\ntemplate: own.html\nstatus: new\nicon: material/car\n" \
           "search: {exclude: true}\ncomments: true\nsubtitle: zork\nkb: {kind: home}\n---\n"  # fmt: skip
    settings = config(settings=MATERIAL)
    with_keys = build(write(tmp_path / "with", {"mkdocs.yml": settings, "content/cases/hum.md": keys + CASE}))
    without = build(write(tmp_path / "without", {"mkdocs.yml": settings, "content/cases/hum.md": CASE}))
    assert html(with_keys, "cases/hum/index.html") == html(without, "cases/hum/index.html")
    index = json.loads(html(with_keys, "search/search_index.json"))
    assert "cases/hum/" in {each["location"].partition("#")[0] for each in index["docs"]}, (
        "search: exclude has none too"
    )


def test_keys_that_material_knows_keep_their_meaning_on_a_plain_page(tmp_path: Path) -> None:
    front = "---\nhide: [navigation]\ntags: [zork]\ntemplate: own.html\nstatus: new\ndescription: Our page\n---\n"
    own = '{% extends "main.html" %}{% block content %}<i>own</i>{{ super() }}{% endblock %}'
    site = build(
        write(
            tmp_path,
            {
                "mkdocs.yml": config(
                    theme="  custom_dir: mine\n",
                    plugins="  - material/tags\n",
                    settings=MATERIAL + "      trusted: [plain.md]\n",  # who may choose a template
                ),
                "content/plain.md": f"{front}# Plain\n\n## A\n",
                "content/other.md": "---\nsearch: {exclude: true}\n---\n# Other\n",
                "mine/own.html": own,
            },
        )
    )
    page = html(site, "plain/index.html")
    assert "<i>own</i>" in page
    assert "zork" in page
    assert '<meta name="description" content="Our page">' in page
    assert re.search(r"md-sidebar--primary[^>]*hidden", page)
    assert "md-status--new" in html(site, "other/index.html"), "in the navigation"
    index = json.loads(html(site, "search/search_index.json"))
    assert "other/" not in {each["location"] for each in index["docs"]}


UNFIT = {
    "template": ("nothere.html", "[a, b]", "entry.html", "../../mkdocs.yml", "5"),
    "hide": ("5", "{a: b}", "true"),
    "search": ("7", "[a]", "no"),
    "tags": ("7", "{a: b}"),
    "icon": ("no/such", "[a]", "../../../x"),
    "title": ("[a]", "{a: b}", "2026-01-01"),
    "status": ("{a: b}", "3"),
    "description": ("[a, b]", "{a: b}"),
    "comments": ("{a: b}",),
    "kb": ("{kind: home}", "x"),
}


def test_a_value_that_material_cannot_take_costs_a_warning_and_not_the_build(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"content/{key}-{number}.md": f"---\n{key}: {value}\n---\n# P\n\ntext\n"
        for key, values in UNFIT.items()
        for number, value in enumerate(values)
    }
    files["mkdocs.yml"] = config(plugins="  - material/tags\n", settings="      trusted: [template-*.md]\n")
    root = write(tmp_path, files)
    done = within(root, "build")
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert "content/template-0.md: the theme has no template “nothere.html”, and it is left out." in done.stderr
    assert "content/template-2.md: “entry.html” is for cop-kb's own pages" in done.stderr
    assert "content/hide-0.md: “hide” takes a list like [navigation, toc]" in done.stderr
    assert "content/search-0.md: “search” takes" in done.stderr
    assert "content/icon-0.md: the theme has no icon “no/such”" in done.stderr
    for name in files:
        if name.endswith(".md"):
            assert "text" in html(root / "site", f"{Path(name).stem}/index.html"), name
    strict = within(root, "build", "--strict")
    assert strict.exit_code != 0
    assert "nothere.html" in str(strict.exception)


def test_a_first_line_that_looks_like_metadata_is_text(tmp_path: Path) -> None:
    text = "Note: the motor was hot\nTemplate: nothere.html\n\nThen it stopped.\n"
    files = {"content/cases/hot.md": f"# It stopped\n\n{text}", "content/cases/bare.md": text, "content/plain.md": text}
    site = build(write(tmp_path, files))
    for name in ("cases/hot", "cases/bare", "plain"):
        assert "Note: the motor was hot\nTemplate: nothere.html" in html(site, f"{name}/index.html"), name


def test_a_nav_of_ones_own_is_the_nav_and_nothing_is_said_about_entries(tmp_path: Path) -> None:
    top = (
        "validation: {nav: {omitted_files: warn}}\n"
        "nav:\n  - Start: index.md\n  - What recurs: problems/index.md\n  - about/us.md\n  - Out: https://example.org/\n"
    )
    root = write(tmp_path, {**EXAMPLE, "mkdocs.yml": config(top=top)})
    done = within(root, "build", "--strict")
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert "included in the" not in done.stderr
    page = html(root / "site", "about/us/index.html")
    tabs = re.findall(r'md-tabs__link">\s*(.*?)\s*</a>', page, re.DOTALL)
    assert tabs == ["Start", "What recurs", "Us &amp; “them”", "Out"]
    assert dead_links(root / "site") == []


def test_a_plain_page_that_a_nav_of_ones_own_forgets_is_still_mentioned(tmp_path: Path) -> None:
    top = "validation: {nav: {omitted_files: warn}}\nnav: [index.md]\n"
    done = within(write(tmp_path, {**EXAMPLE, "mkdocs.yml": config(top=top)}), "build")
    assert done.exit_code == 0
    assert "\n  - about/us.md" in done.stderr
    assert "\n  - problems" not in done.stderr


def test_templates_styles_and_parts_of_ones_own_win(tmp_path: Path) -> None:
    site = build(
        write(
            tmp_path,
            {
                **EXAMPLE,
                "mkdocs.yml": config(
                    top="extra_css: [styles/own.css]\nextra_javascript: [own.js]\ncopyright: ours\n",
                    theme="  custom_dir: mine\n  favicon: fav.png\n",
                ),
                "content/styles/own.css": "p {}",
                "content/own.js": "1",
                "content/fav.png": b"x",
                "mine/partials/copyright.html": "<b>our copyright</b>",
                "mine/partials/kb/words.html": '{% set trust = "Vertrauen" %}',
                "mine/main.html": '{% extends "base.html" %}{% block announce %}our news{% endblock %}',
            },
        )
    )
    for name in ("index.html", "problems/humming/index.html", "about/us/index.html"):
        page = html(site, name)
        assert "<b>our copyright</b>" in page
        assert "our news" in page
        assert re.search(r'href="[./]*styles/own\.css"', page)
        assert re.search(r'src="[./]*own\.js"', page)
    assert (site / "styles" / "own.css").read_text() == "p {}"


def test_other_plugins_and_hooks_work_beside(tmp_path: Path) -> None:
    hook = (
        "from mkdocs.structure.files import File\n"
        "def on_files(files, config):\n"
        "    files.append(File.generated(config, 'made.md', content='# Made by a hook'))\n"
        "    return files\n"
        "def on_page_content(html, page, config, files):\n"
        "    return html + '<script>hooked</script>'\n"
    )
    plugins = "  - material/tags\n  - material/privacy:\n      enabled: false\n"
    root = write(
        tmp_path, {**EXAMPLE, "hook.py": hook, "mkdocs.yml": config(top="hooks: [hook.py]\n", plugins=plugins)}
    )
    done = within(root, "build")
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert "Made by a hook" in html(root / "site", "made/index.html")
    assert "<script>hooked</script>" in html(root / "site", "problems/humming/index.html"), (
        "a maintainer's hook is trusted"
    )


def test_plugins_may_be_written_as_a_mapping_and_material_s_search_be_left_out(tmp_path: Path) -> None:
    settings = "site_name: T\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: {cop-kb: {}}\n"
    site = build(write(tmp_path, {**EXAMPLE, "mkdocs.yml": settings}))
    assert not (site / "search/search_index.json").exists()
    assert (site / "search/instant.js").is_file()
    assert (site / "search/pagefind/0/pagefind.js").is_file()
    assert dead_links(site) == []


def test_content_may_lie_elsewhere_in_the_work_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    settings = config(top="repo_url: https://example.org/r\nedit_uri: edit/main/content/\n")
    root = write(tmp_path / "site-tools", {"mkdocs.yml": settings.replace("docs_dir: content", "docs_dir: ../content")})
    for name, text in EXAMPLE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    page = html(build(root), "problems/humming/index.html")
    assert "https://example.org/r/edit/main/content/problems/humming/index.md" in page


def test_a_trusted_page_is_as_it_was_written_and_no_other(tmp_path: Path) -> None:
    evil = "# P\n\n<script>let ours</script><p onclick='x()'>y</p>\n"
    files = {"content/trusted.md": evil, "content/plain.md": evil, "content/cases/trusted.md": evil}
    site = build(write(tmp_path, {**files, "mkdocs.yml": config(settings="      trusted: [trusted.md]\n")}))
    assert "let ours" in html(site, "trusted/index.html")
    for name in ("plain", "cases/trusted"):
        assert "let ours" not in html(site, f"{name}/index.html")
        assert "onclick" not in html(site, f"{name}/index.html")


# Nothing that a member writes gets out of its place

EVIL = '"><img src=x onerror=alert(1)>'


def test_titles_and_every_text_of_the_front_matter_are_shown_as_they_are(tmp_path: Path) -> None:
    quoted = json.dumps(EVIL)
    front = "\n".join(
        f"{key}: {value}"
        for key, value in {
            "title": quoted, "aka": f"[{quoted}]", "codes": f"[{quoted}]", "impact": quoted, "authors": f"[{quoted}]",
            "thanks": f"[{quoted}]", "retired": quoted, "links": f"[{{url: 'https://x.example/\"onx=1', label: {quoted}}}]",
            "aliases": f"[{json.dumps('old/' + EVIL)}]", "topics": "[noise]", "applies_to": f"{{free: {quoted}}}",
            "lang": "en", "adopted_in": f"[{quoted}]",
        }.items()
    )  # fmt: skip
    body = f"\n# {EVIL}\n\n## {EVIL} {{data-toc-label='{EVIL}'}}\n\n[{EVIL}]({EVIL})\n\n![{EVIL}](x.png \"{EVIL}\")\n\n[[{EVIL}]]\n"
    site = build(
        write(
            tmp_path,
            {
                "mkdocs.yml": config(
                    top="repo_url: https://example.org/r\nedit_uri: edit/\nmarkdown_extensions: [attr_list, toc]\n",
                    theme="  features: [content.action.edit, content.action.view]\n",
                    settings="        free: []\n" + MATERIAL + "      severities: {dead-link: off, unsafe-name: off, unsafe-slug: off, invalid-value: warning}\n",
                ),
                "content/problems/evil.md": f"---\n{front}\n---\n{body}",
                "content/problems/evil2.md": f"---\ntitle: {quoted}\n---\n## Workaround\n\n{EVIL}\n",
                f"content/plain {EVIL.replace('/', '')}.md": f"---\ntitle: {quoted}\ndescription: {quoted}\n---\n{body}",
                "content/topics.yml": f"noise: {{label: {quoted}, synonyms: [{quoted}], description: {quoted}}}\n",
                "content/people.yml": f"ines: {{name: {quoted}}}\n",
                "content/tried/evil2/2026-01-01-ines-abcdef.md": f"---\nresult: didnt\nof: {quoted}\n---\n{EVIL}\n",
            },
        )
    )  # fmt: skip
    ours = re.compile(r"<script[^>]*>|<link[^>]*>|<meta[^>]*>|<form[^>]*>|<input[^>]*>|<style>|data-md-[a-z-]+|__\w+")
    seen = 0
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not [each for each in dangers(ours.sub("", text)) if "onerror" in each or "onx" in each], path
        seen += "onerror" in text
    assert seen > 5, "the text itself is shown"
    index = html(site, "search/search_index.json")
    assert "<img src=x" not in index, "Material's search writes it into the page as HTML"


def test_nothing_that_is_wrong_with_content_ends_a_build_with_a_traceback(tmp_path: Path) -> None:
    from tests.cli.nasty import NASTY

    rules = load_rules()
    files, lost = dict(NASTY), {""}
    while lost:  # without one of two, the other may be in the way of a third
        found = check(read(tmp_path / f"all-{len(files)}", files))
        lost = {each.place.path for each in found if rules[each.rule].loses_files}
        files = {path: text for path, text in files.items() if not any(path.startswith(each) for each in lost)}
    off = "      severities:\n" + "".join(f"        {rule}: off\n" for rule in rules if not rules[rule].loses_files)
    done = within(write(tmp_path / "most", {**files, "mkdocs.yml": config(settings=off)}), "build")
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert len(files) > len(NASTY) / 2
    done = within(write(tmp_path / "every", {**NASTY, "mkdocs.yml": config(settings=off)}), "build")
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit), f"{done.output}{done.exception!r}"


# Wrong use


def test_another_theme_is_refused_with_the_cure_by_either_way(tmp_path: Path) -> None:
    root = write(tmp_path, {**EXAMPLE, "mkdocs.yml": MKDOCS_YML.replace("name: cop-kb", "name: material")})
    cure = "the theme has no entry.html. Write “name: cop-kb” under theme."
    assert cure in run("build", folder=root).stderr
    done = mkdocs("build", folder=root)
    assert done.returncode == 1
    assert cure in done.stderr
    assert "Traceback" not in done.stderr
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (config(top="markdown_extensions: [no.such.thing]\n"), "no.such.thing"),
        (config(plugins="  - no-such-plugin\n"), "no-such-plugin"),
        (config(theme="  custom_dir: nowhere\n"), "nowhere"),
        (config(top="nav: [5]\n"), "nav"),
        (config(theme="  custom_dir: mine\n"), "mine/partials/copyright.html:1: unexpected 'end of template'"),
    ],
    ids=["extension", "plugin", "custom_dir", "nav", "template"],
)
def test_what_mkdocs_cannot_use_is_said_without_a_traceback_and_the_old_site_stays(
    settings: str, said: str, tmp_path: Path
) -> None:
    root = write(tmp_path, EXAMPLE)
    before = tree(build(root))
    write(root, {"mkdocs.yml": settings, "mine/partials/copyright.html": "{% if"})
    done = within(root, "build")
    assert said in str(done.exception)
    assert type(done.exception).__name__ == "CopKbError"
    assert tree(root / "site") == before
    assert not [path for path in root.iterdir() if path.name.startswith(".site")]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ 1 / 0 }}", "1: ZeroDivisionError: division by zero"),
        ("\n{{ page.no.such }}", "2: "),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "1: RecursionError: "),
        ("{% include 'nowhere.html' %}", "1: 'nowhere.html' not found"),
    ],
)
def test_whatever_a_template_of_ones_own_raises_is_said_with_its_line(template: str, said: str, tmp_path: Path) -> None:
    settings = config(theme="  custom_dir: mine\n")
    root = write(tmp_path, EXAMPLE | {"mkdocs.yml": settings, "mine/partials/copyright.html": template})
    done = within(root, "build")
    assert f"mine/partials/copyright.html:{said}" in str(done.exception)
    assert type(done.exception).__name__ == "CopKbError"
    assert not (root / "site").exists()


def test_what_mkdocs_warns_of_is_passed_on_and_strict_refuses_it(tmp_path: Path) -> None:
    root = write(tmp_path, EXAMPLE)
    before = tree(build(root))
    write(root, {"mkdocs.yml": config(top="nav: [index.md, nowhere.md]\n")})
    done = within(root, "build", "--strict")
    assert "nowhere.md" in str(done.exception)
    assert tree(root / "site") == before
    done = within(root, "build")
    assert done.exit_code == 0
    assert "MkDocs: A reference to 'nowhere.md'" in done.stderr


def test_the_number_of_pages_said_is_the_number_of_pages_made(example: Example) -> None:
    told = re.search(r"Built ([\d,]+) pages in ", example.said)
    assert told
    made = [path for path in example.site.rglob("*.html") if "refresh" not in path.read_text(encoding="utf-8")]
    assert int(told[1].replace(",", "")) == len(made) - 1, "without 404.html"
