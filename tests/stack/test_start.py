"""Processes of a new site that start together."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from e2e.server import ROOT, Site

pytestmark = pytest.mark.stack


def test_four_processes_prepare_one_new_database_together(postgres, tmp_path):
    url = postgres.create(f"new_{tmp_path.name}")
    sites = [Site(tmp_path / str(n), DATABASE_URL=url) for n in range(4)]
    for site in sites:
        site.folder.mkdir()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda site: site.manage("prepare"), sites))
    assert postgres.run("SELECT count(*) FROM rooms_site", f"new_{tmp_path.name}") is not None


def test_processes_that_start_together_share_one_secret_key(tmp_path):
    command = "from site_config.environment import secret_key; import pathlib, sys;"
    command += "print(secret_key(pathlib.Path(sys.argv[1])))"
    for n in range(10):
        path = tmp_path / f"secret_key_{n}"
        started = [
            subprocess.Popen(
                [sys.executable, "-c", command, path], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        keys = {process.communicate()[0].strip() for process in started}
        assert len(keys) == 1
        assert len(keys.pop()) == 50
        assert path.stat().st_mode & 0o777 == 0o600
