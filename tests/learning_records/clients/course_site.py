"""A site that serves a course package, as a school would run one; on request it passes /xapi/ on to the portal."""

import http.client
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_PASSED_ON = ("Authorization", "Content-Type", "X-Experience-API-Version", "If-Match", "If-None-Match")
_PASSED_BACK = ("Content-Type", "ETag", "Last-Modified", "X-Experience-API-Version")


class CourseSite:
    """Files by their path; `portal` is the address that `/xapi/` is passed on to."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]], portal: str) -> None:
        there = urlsplit(portal)

        class Handler(BaseHTTPRequestHandler):
            def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _pass_on(self) -> None:
                line = http.client.HTTPConnection(str(there.hostname), there.port, timeout=20)
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: self.headers[name] for name in _PASSED_ON if self.headers[name]}
                line.request(self.command, self.path, sent or None, headers)
                answer = line.getresponse()
                body = answer.read()
                line.close()
                self._answer(answer.status, {n: v for n in _PASSED_BACK if (v := answer.getheader(n))}, body)

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path.startswith("/xapi/"):
                    self._pass_on()
                elif path in files:
                    kind, content = files[path]
                    self._answer(200, {"Content-Type": kind}, content)
                else:
                    self._answer(404, {}, b"")

            do_PUT = do_POST = do_DELETE = do_GET

            def log_message(self, *_args: object) -> None:
                """The test looks at what was stored, not at lines."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()
