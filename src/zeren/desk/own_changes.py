"""What each open page has changed itself: a change that it made before is nobody else's, even if its form was filled in earlier."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

MOST_PAGES = 512


class OwnChanges:
    """By page what it last wrote, by field; the pages that wrote last are kept.

    >>> changes = OwnChanges()
    >>> changes.add("page", {"field": "yes"})
    >>> changes.of("page"), changes.of("another")
    ({'field': 'yes'}, {})
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, dict[str, str]] = OrderedDict()

    def of(self, page: str) -> Mapping[str, str]:
        """What a page wrote."""
        with self._lock:
            return dict(self._kept.get(page, {}))

    def add(self, page: str, written: Mapping[str, str]) -> None:
        """Keep what a page wrote; a page without a name is nobody's."""
        if not page:
            return
        with self._lock:
            self._kept[page] = {**self._kept.pop(page, {}), **written}
            while len(self._kept) > MOST_PAGES:
                self._kept.popitem(last=False)
