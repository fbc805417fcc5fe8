"""An authority for time stamps on this machine: openssl behind a small HTTP server, with a certificate of its own."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[req]
distinguished_name = name
prompt = no
x509_extensions = root
[name]
CN = An authority
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/stamping.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """`address` stamps; `queries` are what it was asked. What `replay` holds is answered whatever is asked.

    With `breaks_off` an answer ends before its end.
    """

    folder: Path
    address: str = ""
    queries: list[bytes] = field(default_factory=list)
    replay: bytes | None = None
    breaks_off: bool = False

    @property
    def certificate(self) -> Path:
        return self.folder / "authority.pem"

    def answer(self, query: bytes) -> bytes:
        self.queries.append(query)
        if self.replay is not None:
            return self.replay
        (self.folder / "query").write_bytes(query)
        return openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query")


def openssl(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True).stdout


@contextmanager
def running_authority(folder: Path) -> Iterator[Authority]:
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf")
    openssl(folder, "req", "-x509", *key, "-keyout", "root.key", "-out", "authority.pem", "-days", "30")
    openssl(folder, "req", "-new", *key, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=A clock")
    root = ("-CA", "authority.pem", "-CAkey", "root.key", "-CAcreateserial")
    extensions = ("-extfile", "tsa.cnf", "-extensions", "stamping")
    openssl(folder, "x509", "-req", "-in", "request.pem", *root, *extensions, "-out", "stamping.pem", "-days", "30")
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stamp = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(stamp) + authority.breaks_off))
            self.end_headers()
            self.wfile.write(stamp)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        authority.address = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
