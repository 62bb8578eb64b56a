"""Measures everything and prints each figure with the bound it is held against.

The exit code is 0 whatever the figures: a bound that is missed is something to look into, not an
error of the code.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform

SUBJECTS = ("synth", "handlers", "turns", "calls", "free_times", "endpoint", "analytics")


def main() -> None:
    """Measures the subjects named, or all of them."""
    parser = argparse.ArgumentParser(description="Measures what the project costs.")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    wanted = parser.parse_args().subjects or list(SUBJECTS)
    for subject in wanted:
        if subject not in SUBJECTS:
            parser.error(f"subject: {subject!r} is not one of {', '.join(SUBJECTS)}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for subject in wanted:
        for figure in importlib.import_module(f"benchmarks.{subject}").figures():
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
