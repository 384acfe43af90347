"""A second instance of the portal in a process of its own, over real HTTP; run with `python -m`

The environment names its database. It prints its port when it listens and ends when its standard input closes.
"""

import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.wsgi import get_wsgi_application


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """The test reads the port from standard output and nothing else."""


def main() -> None:
    """Serves until the other side closes our input."""
    django.setup(set_prefix=False)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
