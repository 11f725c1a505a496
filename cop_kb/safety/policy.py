"""What a page may run and ask for: its Content-Security-Policy (https://www.w3.org/TR/CSP3/).

No script runs but files of the site and what a maintainer names in ``mkdocs.yml``; no inline script, not even ours.
It never depends on what a page holds. This holds without the sanitiser, as the sanitiser holds without it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlsplit

KEY, OWN = "kb_policy", "content_security_policy"
"""In ``extra``: where templates find the texts, and where a maintainer adds sources."""
SOURCES: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'", "'unsafe-inline'"),  # alignment of table cells, Material's own style attributes
    "img-src": ("'self'", "data:"),  # Material's icons are pictures in its style sheet
    "font-src": ("'self'",),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),  # the search's index
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "object-src": ("'none'",),
    "frame-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
}
WEB_ASSEMBLY = "'wasm-unsafe-eval'"
OF_SCRIPT = ("script-src", "style-src", "font-src", "connect-src", "img-src")
"""What a script from elsewhere brings along, as MathJax its fonts: from the same folder."""
OF_STYLE = ("style-src", "font-src", "img-src")
GOOGLE_FONTS = {"style-src": ("https://fonts.googleapis.com",), "font-src": ("https://fonts.gstatic.com",)}
GOOGLE_ANALYTICS = dict.fromkeys(
    ("script-src", "connect-src", "img-src"), ("https://*.googletagmanager.com", "https://*.google-analytics.com")
)
SOURCE = re.compile(r"[^\s;,]+")
META = re.compile(r"http-equiv=[\"']?content-security-policy", re.IGNORECASE)
HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
INLINE = re.compile(
    r"<script(?![^>]*\ssrc[\s=])(?![^>]*\stype=[\"']?(?:application|text)/(?!javascript))[^>]*>(.*?)</script",
    re.IGNORECASE | re.DOTALL,
)


def policies(extra: Mapping[str, Any], scripts: Iterable[str], styles: Iterable[str], font: Any) -> dict[str, str]:
    """The policy of a ``page`` and that of the ``search`` page, with what a maintainer's settings bring along.

    >>> policies({}, ["https://cdn.example/mathjax@3/es5/tex.js?x"], [], False)["page"].split("; ")[1]
    "script-src 'self' https://cdn.example/mathjax@3/es5/"
    """
    sources = {name: list(given) for name, given in SOURCES.items()}
    for addresses, directives in ((scripts, OF_SCRIPT), (styles, OF_STYLE)):
        for folder in filter(None, map(_folder, addresses)):
            _add(sources, dict.fromkeys(directives, (folder,)))
    if font:
        _add(sources, GOOGLE_FONTS)
    analytics = extra.get("analytics")
    if isinstance(analytics, Mapping) and analytics.get("provider") == "google":
        _add(sources, GOOGLE_ANALYTICS)
    own = extra.get(OWN)
    _add(sources, own if isinstance(own, Mapping) else {})
    page = _text(sources)
    _add(sources, {"script-src": (WEB_ASSEMBLY,)})
    return {"page": page, "search": _text(sources)}


def with_live_reload(given: Mapping[str, str]) -> dict[str, str]:
    """The policies of a preview: MkDocs puts the script into each page by which it shows what has changed."""
    return {name: text.replace("script-src ", "script-src 'unsafe-inline' ", 1) for name, text in given.items()}


def with_policy(html: str, policy: str) -> str:
    """A page that has the policy, also where it is made by a template that knows nothing of it."""
    head = HEAD.search(html)
    if head is None or META.search(html, head.end(), head.end() + 1000):
        return html
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    return f"{html[: head.end()]}{meta}{html[head.end() :]}"


def inline_scripts(html: str) -> list[str]:
    """The scripts that stand in a page itself, which the policy lets not run."""
    return INLINE.findall(html)


def source_of(script: str) -> str:
    """What a maintainer would add to ``script-src`` to let this one script run."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _folder(address: str) -> str:
    """The folder of a file at another host; "" for a file of the site."""
    parts = urlsplit(address)
    if not parts.netloc:
        return ""
    folder = parts.path.rpartition("/")[0] + "/"
    found = f"{parts.scheme or 'https'}://{parts.netloc}{folder}"
    return found if SOURCE.fullmatch(found) else ""


def _add(sources: dict[str, list[str]], more: Mapping[str, Any]) -> None:
    for name, given in more.items():
        have = sources.setdefault(str(name), [])
        listed = [given] if isinstance(given, str) else given if isinstance(given, list | tuple) else []
        have += [each for each in map(str, listed) if SOURCE.fullmatch(each) and each not in have]
        if "'none'" in have and len(have) > 1:
            have.remove("'none'")


def _text(sources: Mapping[str, list[str]]) -> str:
    return "; ".join(f"{name} {' '.join(given)}" for name, given in sources.items())
