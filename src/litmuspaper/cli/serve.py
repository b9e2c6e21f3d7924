"""`litmus serve DIR`: the static site on this machine's loopback address, and to nobody else; thumbs from its pages."""

import contextlib
import errno
import os
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import IO, ClassVar
from urllib.parse import quote, unquote, urlsplit

import click

from litmuspaper.cli.served_labels import KEPT_AT, MAX_BODY_BYTES, TOLD_AT, Answer, ServedLabels, body_length
from litmuspaper.errors import ConfigError, PublishError

HOST = "127.0.0.1"
_READ_AT_MOST = 1 << 16
_PAGES_NAMED = 10
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
}


class SiteHandler(SimpleHTTPRequestHandler):
    """GET and HEAD of the files that Litmus writes, and thumbs from them; anything else is refused."""

    server: "SiteServer"
    server_version = "Litmus"
    sys_version = ""
    timeout = 30
    extensions_map: ClassVar[dict[str, str]] = _TYPES  # type: ignore[misc]

    def send_head(self) -> IO[bytes] | None:  # type: ignore[override]
        """Send the status and headers of one file.

        Returns:
            The open file; None where an error was answered.
        """
        if not self._is_for_us():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This server answers only to localhost")
            return None
        labels = self.server.labels
        if labels and self.path == TOLD_AT:
            answer = labels.refused(self.headers, self._own_port(), posted=False) or labels.told()
            self._start(answer)
            return BytesIO(answer.body)
        path = self._file()
        if path is None:
            self.send_error(HTTPStatus.NOT_FOUND, "No such page")
            return None
        try:
            content = path.read_bytes()
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, "No such page")
            return None
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _TYPES[path.suffix])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def do_POST(self) -> None:
        """Keep a thumb that one of the pages sends; nothing else can be posted."""
        labels = self.server.labels
        if not labels or self.path != KEPT_AT:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED, "Nothing can be posted here")
            return
        length = body_length(self.headers)
        # Read before it is judged: a connection closed on unread bytes would take our answer with it.
        body = self.rfile.read(min(length or 0, _READ_AT_MOST))
        answer = labels.refused(self.headers, self._own_port(), posted=True)
        if answer is None and length is None:
            answer = Answer(HTTPStatus.LENGTH_REQUIRED, {"error": "the request does not say how long it is"})
        elif answer is None and length is not None and length > MAX_BODY_BYTES:
            answer = Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": f"more than {MAX_BODY_BYTES} bytes"})
        answer = answer or labels.kept(body)
        self._start(answer)
        self.wfile.write(answer.body)

    def _start(self, answer: Answer) -> None:
        """Send the status and headers of an answer in JSON."""
        self.send_response(answer.status)
        self.send_header("Content-Type", _TYPES[".json"])
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.send_header("Retry-After", "5")
        self.end_headers()

    def end_headers(self) -> None:
        """Add the security headers to every answer, errors too."""
        # A request line that cannot be read has no path.
        is_labels = getattr(self, "path", "") in (TOLD_AT, KEPT_AT)
        headers = _HEADERS | ({"Cache-Control": "no-store"} if is_labels else {})
        for name, value in headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""

    def _is_for_us(self) -> bool:
        """Whether the Host header names this machine: against another site's name that leads here."""
        hosts = self.headers.get_all("Host") or []
        name, _, port = hosts[0].strip().lower().partition(":") if len(hosts) == 1 else ("", "", "")
        return name in ("localhost", HOST) and port in ("", str(self._own_port()))

    def _own_port(self) -> int:
        port: int = self.connection.getsockname()[1]
        return port

    def _file(self) -> Path | None:
        """The file that the request names, None where it is not one of the site's own."""
        root = os.path.realpath(self.directory)
        try:
            wanted = unquote(urlsplit(self.path).path, errors="strict")
        except (UnicodeDecodeError, ValueError):
            return None
        parts = wanted.split("/")[1:]
        if not wanted.startswith("/") or any(part in (".", "..") or part.startswith(".") for part in parts):
            return None
        if any("\\" in part or "\x00" in part or ":" in part for part in parts):
            return None
        path = Path(root, *parts) if parts[-1] else Path(root, *parts, "index.html")
        # realpath resolves links: a file outside the folder is not part of the site.
        is_inside = os.path.realpath(path) == str(path)
        return path if is_inside and path.suffix in _TYPES and os.path.isfile(path) else None


class SiteServer(ThreadingHTTPServer):
    """A server that takes a browser's hanging up in the middle of an answer as nothing to speak of."""

    daemon_threads = True
    labels: ServedLabels | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what went wrong with a request, unless the other side only went away."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def make_server(folder: Path, port: int, labels: ServedLabels | None = None) -> SiteServer:
    """A server of one folder on the loopback address, not yet running.

    Args:
        folder: a folder that `litmus day` wrote.
        port: the TCP port; 0 for any that is free.
        labels: where thumbs from the pages go; without them the pages show their commands only.

    Returns:
        The server, listening.

    Raises:
        ConfigError: the folder holds no page.
        PublishError: the port is taken or not allowed.
    """
    if not first_pages(folder):
        raise ConfigError(
            "no index.html in this folder, nor in one below it",
            where=str(folder),
            next_step="Make one: litmus day --out DIR, or litmus paper SOURCE --out DIR",
        )
    try:
        server = SiteServer((HOST, port), partial(SiteHandler, directory=str(folder)))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise PublishError(
            "another program uses this port" if taken else f"cannot listen: {error.strerror or error}",
            where=f"{HOST}:{port}",
            next_step=f"Choose another: --port {port + 1 if 0 < port < 65535 else 8001}",
        ) from error
    server.labels = labels
    return server


def first_pages(folder: Path) -> list[str]:
    """The addresses on the server that a reader begins with: the site's index, or the pages of single papers."""
    if (folder / "index.html").is_file():
        return [""]
    return [f"{page.parent.name}/" for page in sorted(folder.glob("*/index.html")) if page.is_file()]


@click.command("serve")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
def command(folder: Path, port: int) -> None:
    """Show the site or the papers' pages in DIR to this machine's browser, and to nobody else.

    Thumbs on its pages go into your library.
    """
    from litmuspaper.config import load_settings

    root = load_settings().root
    with make_server(folder, port, ServedLabels(root)) as server, contextlib.suppress(KeyboardInterrupt):
        for page in first_pages(folder)[:_PAGES_NAMED]:
            click.echo(f"http://{HOST}:{server.server_address[1]}/{quote(page)}  (Ctrl-C ends)")
        click.echo(f"Thumbs on the pages go into the library in {root}")
        server.serve_forever()
