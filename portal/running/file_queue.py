"""The queue of the demo: kombu's filesystem transport, with messages that appear whole.

Kombu opens a message's file and then writes it: a worker that looks in between reads nothing and falls over.
Here a message is written under another name and renamed.
"""

import os
import uuid
from time import monotonic_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's channel, writing each message in one step."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        # Order within a queue is the order of names: kombu sorts them.
        name = os.path.join(self.data_folder_out, f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg")
        unfinished = f"{name}.new"
        try:
            with open(unfinished, "wb") as file:
                file.write(str_to_bytes(dumps(payload)))
            os.replace(unfinished, name)
        except OSError as problem:
            raise ChannelError(f"Cannot add the file {name} to the queue") from problem


class Transport(filesystem.Transport):
    """Registered in `portal.celery` in place of kombu's own."""

    Channel = Channel
