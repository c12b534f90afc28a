"""``python -m bot`` is ``heard``."""

from bot.cli import main

if __name__ == "__main__":
    main()
