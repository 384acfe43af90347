"""Telling a consumer that there is work, from a thread of its own: a queue that does not answer keeps no request waiting."""

import logging
import threading
import time

from celery import current_app

_LOG = logging.getLogger(__name__)
BETWEEN = 0.5  # seconds
_lock = threading.Lock()
_wanted = threading.Event()
_name = ""
_thread: threading.Thread | None = None


def announce(name: str) -> None:
    """Has this task sent soon; at most twice a second from one process, and one message speaks for all that came meanwhile.

    Never waits. What is not sent when the process ends is lost: the sweep of beat finds the work all the same.
    """
    global _name, _thread
    _name = name
    _wanted.set()
    if _thread is None or not _thread.is_alive():
        with _lock:
            if _thread is None or not _thread.is_alive():
                _thread = threading.Thread(target=_run, name="announcing", daemon=True)
                _thread.start()


def _run() -> None:
    while _wanted.wait():
        _wanted.clear()
        send(_name)
        time.sleep(BETWEEN)


def send(name: str) -> None:
    """Sends the task once; whatever goes wrong is logged."""
    try:
        current_app.send_task(name, retry=False, ignore_result=True)
    except Exception as problem:  # noqa: BLE001 - each transport has errors of its own, and the thread must go on
        _LOG.warning("the queue did not take %s (%s); the next sweep finds the work", name, type(problem).__name__)
