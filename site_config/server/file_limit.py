import resource

RESERVE = 100
"File handles that are kept for the database, Redis, logs and threads."
IF_UNLIMITED = 10_240
"What macOS allows where it names no limit."


def raise_file_limit() -> int:
    """Let this process open as many files as it may; how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(soft, IF_UNLIMITED) if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(most - RESERVE, most // 2)
