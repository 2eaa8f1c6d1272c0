"""A certificate that is signed by itself."""

import subprocess


def make_certificate(folder, name):
    files = ["-out", f"{folder}/fullchain.pem", "-keyout", f"{folder}/privkey.pem"]
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(["openssl", "req", *kind, *names, *files], check=True, capture_output=True)
