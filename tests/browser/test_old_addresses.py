"""Old addresses in a browser: with the part from # on, with and without scripts, from a server and from a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import serving
from tests.cli.running import run
from tests.support import MKDOCS_YML, write

FILES = {
    "content/faqs/a.md": "---\ntitle: A?\naliases: [wiki/old.html, {from: wiki/old.html#x, to: The cause}]\n---\n## The cause\n\nIt.\n",
    "content/faqs/größe.md": "---\ntitle: B?\naliases: [{from: 'wiki/old.html#über 1', to: Ende}, {from: later, to: Ende}]\n---\n## Ende\n\nSo.\n",
}  # fmt: skip
NAMES = {True: ("faqs/a/", "faqs/gr%C3%B6%C3%9Fe/"), False: ("faqs/a.html", "faqs/gr%C3%B6%C3%9Fe.html")}
LATER = {True: "later/", False: "later.html"}
LEADS = {
    "wiki/old.html": "{a}",
    "wiki/old.html#x": "{a}#the-cause",
    "wiki/old.html#other": "{a}#other",
    "wiki/old.html#%C3%BCber%201": "{b}#ende",
    "wiki/old.html#%": "{a}#%",
    "wiki/old.html#__proto__": "{a}#__proto__",
    "wiki/old.html#//evil.example/": "{a}#//evil.example/",
    "{later}": "{b}#ende",
    "{later}#kept": "{b}#kept",
}


@pytest.fixture(scope="module", params=[True, False], ids=["from a server", "from a disk"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, bool]]:
    """The address of a site, and whether it is served."""
    is_served: bool = request.param
    settings = "" if is_served else "use_directory_urls: false\n"
    root = write(tmp_path_factory.mktemp("old"), FILES | {"mkdocs.yml": settings + MKDOCS_YML})
    done = run("build", folder=root)
    assert done.returncode == 0, done.stderr
    if is_served:
        with serving(root / "site") as address:
            yield address, is_served
    else:
        yield f"{Path(root / 'site').as_uri()}/", is_served


def test_an_old_address_leads_on_with_its_part(site: tuple[str, bool], browser: Browser) -> None:
    address, is_served = site
    a, b = NAMES[is_served]
    with browser.new_context() as context:
        for old, new in LEADS.items():
            page = context.new_page()
            violations: list[str] = []
            page.on("console", lambda message, said=violations: said.append(message.text))
            page.goto(address + old.format(later=LATER[is_served]), wait_until="commit")
            page.wait_for_url(address + new.format(a=a, b=b))
            assert not [each for each in violations if "Content Security Policy" in each]
            page.close()


def test_it_leads_on_without_a_script_too(site: tuple[str, bool], browser: Browser) -> None:
    address, is_served = site
    a, b = NAMES[is_served]
    with browser.new_context(java_script_enabled=False) as context:
        for old, new in {"wiki/old.html": a, LATER[is_served]: f"{b}#ende"}.items():
            page = context.new_page()
            page.goto(address + old, wait_until="commit")
            page.wait_for_url(address + new)
            page.close()
