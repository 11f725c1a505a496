"""``cop-kb serve``: the site on this machine, built anew after every change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import click

from cop_kb.cli._loading import cache_dir_option, load_knowledge_base, no_git_option, today_option

if TYPE_CHECKING:
    from cop_kb.model.knowledge_base import KnowledgeBase


@click.command(epilog="Example: cop-kb serve --port 8001")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.option("--poll", is_flag=True, help="Look for changes, on a disk that does not tell of them.")
@cache_dir_option
@no_git_option
@today_option
@click.pass_context
def command(ctx: click.Context, *, port: int, open_browser: bool, poll: bool, no_git: bool, today: date | None) -> None:
    """Show the site on this machine while you write.

    Only this machine can see it. Every change of content, tries, settings or theme is shown at once; a broken file
    shows what is wrong above its last good version; drafts have a mark. Ctrl-C ends it.
    """
    from cop_kb.cli._terminal import told
    from cop_kb.preview.ending import ending_at_once
    from cop_kb.preview.preview import Preview
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.settings import load_settings
    from cop_kb.rendering.site_folder import heal

    def read(watch: Callable[[int, int], None] | None, *, whole: bool) -> KnowledgeBase:
        return load_knowledge_base(ctx.obj, today, no_git=no_git, watch=watch, whole=whole)

    def tell(text: str) -> None:
        click.echo(told(text), err=True)

    config_file = find_config(ctx.obj)
    settings = load_settings(config_file)
    heal(settings.root / settings.site)
    preview = Preview(read, config_file, port, tell, poll=poll)
    # Ctrl-C is the way to end from the moment the person is told so
    with ending_at_once(preview.discard), preview, suppress(KeyboardInterrupt):
        click.echo(f"Look at {preview.url} and end with Ctrl-C.")
        if open_browser:
            click.launch(preview.url)
        preview.serve()
