"""The least that a command line of click can be: what starting Python and click costs."""

from __future__ import annotations

import click


@click.command()
@click.option("--name", default="you", show_default=True, help="Whom to greet.")
def main(name: str) -> None:
    """Greet."""
    click.echo(f"Hello {name}")


if __name__ == "__main__":
    main()
