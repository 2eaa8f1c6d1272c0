"""Readers may ignore this folder: daphne, uvicorn and runserver serve the site without it,
slower to many pages and without its limits.

`manage.py serve` starts in launch.py. Only http.py and gzip.py also run under other servers.
"""
