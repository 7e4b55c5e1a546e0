"""Starting the desk: a free port of this machine, a fresh token, and the address to open."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path


def serve(root: Path, port: int, *, read_only: bool, tell: Callable[[str], None]) -> None:
    """Serve a folder on 127.0.0.1 until interrupted; `tell` is given the address once it can be opened.

    Raises:
        OSError: if the port is taken.
    """
    import uvicorn

    from zeren.desk.app import desk

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)  # whoever opens the address at once waits and is not turned away
    own, token = listener.getsockname()[1], secrets.token_urlsafe(24)
    application = desk(root, token, own, read_only=read_only)
    config = uvicorn.Config(application, log_level="warning", access_log=False, server_header=False, date_header=False, lifespan="off")
    tell(f"http://127.0.0.1:{own}/?token={token}")
    uvicorn.Server(config).run(sockets=[listener])
