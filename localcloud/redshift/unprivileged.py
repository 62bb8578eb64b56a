"""Runs a command as nobody in particular, where it would be root's: PostgreSQL refuses root.

Run as ``python -I -S unprivileged.py COMMAND...``.
"""

from __future__ import annotations

import os
import pwd
import sys

USER = "nobody"


def main(command: list[str]) -> None:
    """Becomes the command."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(USER)
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    os.execv(command[0], command)  # noqa: S606 - becoming it is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
