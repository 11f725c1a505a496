"""``python -m cop_kb`` is the command ``cop-kb``."""

import os
import sys


def drop_the_current_folder() -> None:
    """Import nothing from the folder in which somebody works: it may be a stranger's.

    ``python -m`` puts it first (https://docs.python.org/3/library/sys.html#sys.path), unless ``-P`` or PYTHONSAFEPATH
    says not to. What somebody names in PYTHONPATH stays. The processes that this one starts are forks of it.
    """
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib is imported only afterwards
    except OSError:  # it is gone
        here = ""
    if not sys.flags.safe_path and sys.path[:1] == [here]:
        del sys.path[0]
    sys.path[:] = [path for path in sys.path if path]


def run() -> None:
    """Run the command line; an interrupt while it is still being loaded is one, too."""
    try:
        from cop_kb.cli import main

        main()
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)  # noqa: T201 - click may not be loaded yet
        sys.exit(130)


if __name__ == "__main__":
    drop_the_current_folder()
    run()
