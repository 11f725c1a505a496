"""A knowledge base whose Markdown stack fails on single texts, in every place where it may."""

from __future__ import annotations

from pathlib import Path

from tests.support import write

SETTINGS = """\
site_name: T
docs_dir: content
theme: {name: cop-kb}
markdown_extensions: [broken_extension]
plugins: [cop-kb]
"""
EXTENSION = """\
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class Broken(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Raises(md), "broken", 0)


class Raises(Preprocessor):
    def run(self, lines):
        text = "\\n".join(lines)
        if "zz number" in text:
            float("22.5.1")
        if "zz deep" in text:
            self.run(lines)
        if "zz memory" in text:
            raise MemoryError
        if "zz one" in text and "zz two" in text:
            raise KeyError("two")
        while "and so on" in text:
            pass
        return lines


def makeExtension(**_):
    return Broken()
"""
GOOD = "# Good\n\nAll is well.\n"


def broken(root: Path, files: dict[str, str | bytes], settings: str = SETTINGS) -> dict[str, str]:
    """Write such a knowledge base, with one good entry. Gives what the environment needs for it."""
    write(root, {"mkdocs.yml": settings, "broken_extension.py": EXTENSION, "content/faqs/good.md": GOOD, **files})
    return {"PYTHONPATH": str(root)}
