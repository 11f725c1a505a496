"""``python -m cop_kb`` is the command ``cop-kb``."""

from cop_kb.cli import main

if __name__ == "__main__":
    main()
