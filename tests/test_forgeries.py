"""Every forgery is refused, for its own reason and in both languages; what nobody touched is accepted."""

# ruff: noqa: F811  # fixtures are imported
from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from forgeries import folders, second_look, successions, verdicts
from forgeries.genuine import genuine, kept  # noqa: F401  # fixtures
from forgeries.kit import Kit
from forgeries.verdicts import Forgery

from zeren.proofs.certificates.folder import MANIFEST
from zeren.proofs.certificates.recheck import Recheck, recheck
from zeren.proofs.certificates.rejection import Reason, told
from zeren.proofs.succession import recheck as succession
from zeren.proofs.succession.certificate import MANIFEST as SUCCESSION

PROVED = [*verdicts.forgeries(), *folders.forgeries(), *second_look.forgeries()]
SUCCEEDED = list(successions.forgeries())


def keys(reason: Reason | None) -> Iterable[str]:
    while reason is not None:
        yield reason.key
        reason = reason.because


def refused(found: Iterable[Recheck]) -> dict[str, set[str]]:
    """Why each is refused, by the keys; every reason can be told in both languages, on one line."""
    why: dict[str, set[str]] = {}
    for one in found:
        for reason in one.why:
            why.setdefault(one.what, set()).update(keys(reason))
            assert re.search("[\u4e00-\u9fff]", told(reason, "zh"))
            assert told(reason, "en")
    return why


def test_what_nobody_touched_is_accepted(kept: Path) -> None:
    assert refused(recheck(kept)) == {}
    assert refused(succession.recheck(kept)) == {}
    Kit(kept, MANIFEST).seal()
    Kit(kept, SUCCESSION).seal()
    assert refused(recheck(kept)) == {}
    assert refused(succession.recheck(kept)) == {}


@pytest.mark.parametrize("forgery", PROVED, ids=lambda one: one.id)
def test_a_forged_verdict_is_refused(forgery: Forgery, kept: Path) -> None:
    forgery.edit(Kit(kept, MANIFEST))
    found = set().union(*refused(recheck(kept)).values())
    assert found & set(forgery.why), found


@pytest.mark.parametrize("forgery", SUCCEEDED, ids=lambda one: one.id)
def test_a_forged_succession_is_refused(forgery: Forgery, kept: Path) -> None:
    forgery.edit(Kit(kept, SUCCESSION))
    found = set().union(*refused(succession.recheck(kept)).values())
    assert found & set(forgery.why), found


def test_there_are_many_forgeries_of_many_kinds() -> None:
    kinds = [one.kind for one in (*PROVED, *SUCCEEDED)]
    assert len(kinds) == len({one.id for one in (*PROVED, *SUCCEEDED)}) > 200
    assert len(set(kinds)) > 15
