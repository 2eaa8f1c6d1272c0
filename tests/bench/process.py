"""What a process uses, read from /proc; 0 on systems without it."""

import os
from pathlib import Path


def cpu_seconds(pid):
    """Processor time that the process has used so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """Resident memory in bytes."""
    return _number(f"/proc/{pid}/status", "VmRSS:") * 1024


def overflows():
    """Connections that found a full listen queue since the machine started, of all processes."""
    try:
        names, values = [
            line.split() for line in Path("/proc/net/netstat").read_text().splitlines()[:2]
        ]
    except OSError:
        return 0
    return int(dict(zip(names, values, strict=True)).get("ListenOverflows", 0))


def _number(path, label):
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(label)), 0)
