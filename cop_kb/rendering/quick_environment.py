"""Jinja's environment, quicker at what templates do most: taking a value out of a mapping."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment

METHODS = frozenset(dir(dict))


class QuickEnvironment(Environment):
    """Finds what Jinja finds; for a mapping Jinja first looks for an attribute, and catches the error that it is none.

    https://github.com/pallets/jinja/blob/3.1.6/src/jinja2/environment.py#L485
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What ``obj.attribute`` is in a template."""
        if type(obj) is not dict or attribute in METHODS:
            return super().getattr(obj, attribute)
        try:
            return obj[attribute]
        except KeyError:
            return self.undefined(obj=obj, name=attribute)
