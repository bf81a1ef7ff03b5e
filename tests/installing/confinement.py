"""The limits of a unit that a process can put on itself without systemd.

Those are NoNewPrivileges, UMask, MemoryDenyWriteExecute and the system calls of SystemCallFilter,
in systemd's own lists. What takes another root of the file system or another user is not here.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

Settings = list[tuple[str, str]]

# Options of prctl. A kernel before 6.3 does not know the second, and goes without.
NO_NEW_PRIVILEGES, MEMORY_DENY_WRITE_EXECUTE, REFUSE_EXEC_GAIN = 38, 65, 1
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # what libseccomp calls SCMP_ACT_ALLOW and SCMP_ACT_ERRNO
EPERM = 1


def confinement_of(settings: Settings) -> Callable[[], None]:
    """Return what a service does to itself before it begins."""
    values = dict(settings)
    mask = int(values.get("UMask", "0022"), 8)
    filters = [value for name, value in settings if name == "SystemCallFilter"]
    load = loading(allowed_by(filters)) if filters and is_possible() else None
    library = ctypes.CDLL(None, use_errno=True)

    def confine() -> None:
        os.umask(mask)
        if values.get("NoNewPrivileges") == "true":
            library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if values.get("MemoryDenyWriteExecute") == "true":
            library.prctl(MEMORY_DENY_WRITE_EXECUTE, REFUSE_EXEC_GAIN, 0, 0, 0)
        if load and load():
            raise OSError("the filter of system calls was refused")

    return confine


def is_possible() -> bool:
    """Return whether there are systemd's lists of calls, and the library that filters them."""
    return shutil.which("systemd-analyze") is not None and library_of_filters() is not None


@cache
def library_of_filters() -> Any:
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
    ]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    return library


def allowed_by(filters: Iterable[str]) -> frozenset[str]:
    """Return the calls that are left by lines of SystemCallFilter, which begins with a list."""
    allowed = calls("@default")
    for line in filters:
        names = frozenset().union(*(calls(name) for name in line.removeprefix("~").split()))
        allowed = allowed - names if line.startswith("~") else allowed | names
    return allowed


@cache
def calls(name: str) -> frozenset[str]:
    """Return the system calls of a set of systemd's, such as "@system-service"."""
    if not name.startswith("@"):
        return frozenset([name])
    listed = ["systemd-analyze", "syscall-filter", name]
    lines = subprocess.check_output(listed, text=True).splitlines()[1:]
    names = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    return frozenset().union(*(calls(each) for each in names))


def loading(allowed: frozenset[str]) -> Callable[[], int]:
    """Return what refuses all other calls from then on; it returns 0 if it could."""
    library = library_of_filters()
    rules = library.seccomp_init(REFUSE | EPERM)
    for name in allowed:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # what another machine has and this one does not is below
            library.seccomp_rule_add(rules, ALLOW, number, 0)
    return lambda: int(library.seccomp_load(rules))
