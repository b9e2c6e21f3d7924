"""How much memory this machine has, and how much a worker may take of it.

The limit is that on data (`RLIMIT_DATA`): what a process may write to and shares with nobody. One on addresses would be
wrong, since numeric libraries and Ray map far more than they use. It is counted from what the worker has at its start.
"""

import os
from pathlib import Path

_MIB = 1 << 20
_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_mib() -> int | None:
    """The memory of this machine in MiB, or of the container that it is; None where the system does not say."""
    try:
        found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    except (AttributeError, ValueError, OSError):
        return None
    for name in _CGROUPS:
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if text.isdigit():
            found.append(int(text))
    return min(found) // _MIB


def limit_memory(mib: int | None) -> None:
    """Let this process take so much more data than it has; beyond, it gets a `MemoryError`. Linux alone keeps to it."""
    now = _data_bytes()
    if mib is None or now is None:
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = now + mib * _MIB
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _data_bytes() -> int | None:
    """What the limit counts, of this process; None where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), None)
