"""``python -m benchmarks.baseline``; the settings come from the environment."""

from benchmarks.baseline.app import main

if __name__ == "__main__":
    main()
