"""Who may speak to the desk: this machine, this browser, pages of the desk itself; and what its pages may load."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "zeren-desk"
MOST_SENT: Final = 20 * 1024 * 1024  # bytes of one upload
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none at all, browsers send forms of our own pages as from nowhere
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Refuses whatever does not come from the desk's own pages on this machine, and says so in a line.

    A page of another site cannot know the token, and a name that leads to this machine (DNS rebinding) is not among `hosts`.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: frozenset[str]) -> None:
        self.app, self.token, self.hosts = app, token, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name, value) for name, value in message["headers"] if name.decode("latin-1") not in HEADERS]
                message["headers"] = own + [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        offered = request.query_params.get("token", "")
        if request.method == "GET" and self._here(request) and hmac.compare_digest(offered.encode(), self.token.encode()):
            entered = RedirectResponse(scope["path"], status_code=303)
            entered.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
            await entered(scope, receive, guarded)
            return
        if (why := self._refused(request)) is not None:
            await PlainTextResponse(f"refused: {why}\n", status_code=403)(scope, receive, guarded)
            return
        await self.app(scope, _bounded(receive), guarded)

    def _here(self, request: Request) -> bool:
        return request.headers.get("host", "") in self.hosts

    def _refused(self, request: Request) -> str | None:
        """Why a request is not answered."""
        if not self._here(request):
            return "another name for this machine"
        site = request.headers.get("sec-fetch-site", "same-origin")
        if site not in (("same-origin", "none") if request.method == "GET" else ("same-origin",)):
            return "sent by another site"
        origin = request.headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return "sent by another site"
        if not hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self.token.encode()):
            return "open the address that the terminal shows"
        if request.headers.get("content-length", "0").isdecimal() and int(request.headers.get("content-length", "0")) > MOST_SENT:
            return f"more than {MOST_SENT:,} bytes"
        return None


def _bounded(receive: Receive) -> Receive:
    """A body that is cut off where it grows beyond what is taken, whatever length was announced."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_SENT:
            return {"type": "http.disconnect"}
        return message

    return bounded
