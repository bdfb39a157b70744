"""Runs a program that refuses to run as root, for root: `unprivileged.py FOLDER PROGRAM ARGUMENT…`.

FOLDER is the one that the program must own. docs/decisions/0002-postgres-as-root.md weighs the two ways. Standard
library only, because it runs isolated, and it ends by becoming the program.
"""

import contextlib
import ctypes
import os
import pwd
import struct
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAP_DAC_OVERRIDE = 1
LINUX_CAPABILITY_VERSION_3 = 0x20080522


def ordinary_user() -> pwd.struct_passwd:
    """A user who is not root; `initdb` wants one that has a name."""
    users = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    if not users:
        sys.exit("PostgreSQL does not run as root and this machine knows no other user: add one and run this as that.")
    return users.get("nobody") or next(iter(users.values()))


def enter_namespace(user: pwd.struct_passwd) -> None:
    """Go on in a user namespace where root, and nobody else, appears as `user`: the same rights, another number."""
    _call("unshare", CLONE_NEWUSER)
    Path("/proc/self/uid_map").write_text(f"{user.pw_uid} 0 1")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{user.pw_gid} 0 1")


def change_user(user: pwd.struct_passwd) -> None:
    """Become `user`, who keeps of root's rights the one to reach a folder under a home that is closed to others."""
    os.setgroups([])
    os.setgid(user.pw_gid)
    if sys.platform == "linux":
        _call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setuid(user.pw_uid)
    if sys.platform == "linux":
        # Where root itself lacks the capability, the program runs without it, and the folder must be open enough.
        with contextlib.suppress(OSError):
            _keep_capability(CAP_DAC_OVERRIDE)


def _keep_capability(capability: int) -> None:
    header = struct.pack("Ii", LINUX_CAPABILITY_VERSION_3, 0)
    sets = struct.pack("6I", *[1 << capability] * 3, 0, 0, 0)  # effective, permitted, inheritable; numbers 32-63: none
    _call("capset", header, sets)
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def _call(function: str, *arguments: int | bytes) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    # Variadic arguments are read as long.
    if getattr(libc, function)(*(ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments)) != 0:
        raise OSError(ctypes.get_errno(), function)


def namespace_reaches(user: pwd.struct_passwd, folder: Path, program: Path) -> bool:
    """Whether such a namespace can be had, and root's plain rights in it reach the program and the folder's parent.

    Containers often forbid it; and under another user's closed home root needs more than its own rights.
    """
    if sys.platform != "linux":
        return False
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            enter_namespace(user)
            os._exit(0 if os.access(program, os.X_OK) and os.access(folder.parent, os.W_OK) else 1)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def give(folder: Path, owner: int, group: int) -> None:
    """Make a whole folder the owner's; itself last, so that an interrupted change is begun anew."""
    if not folder.exists() or folder.stat().st_uid == owner:
        return
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in (*folders, *files):
            os.lchown(Path(parent, name), owner, group)
    os.chown(folder, owner, group)


def main() -> None:
    folder, program = Path(sys.argv[1]), Path(sys.argv[2])
    user = ordinary_user()
    if namespace_reaches(user, folder, program):
        give(folder, 0, 0)
        enter_namespace(user)
    else:
        give(folder, user.pw_uid, user.pw_gid)
        change_user(user)
    os.execv(program, sys.argv[2:])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    try:
        main()
    except OSError as problem:
        remedy = "run this as an ordinary user"
        sys.exit(f"PostgreSQL does not run as root, and root can't act as another here ({problem.strerror}): {remedy}")
