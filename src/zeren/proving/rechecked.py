"""What became of certificates that were checked again, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from zeren.proofs.certificates.recheck import Recheck
from zeren.proofs.certificates.rejection import Reason


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one verdict, for programs: `why` holds by their keys what `reasons` says in English."""

    what: str
    accepted: bool
    reasons: tuple[str, ...]
    why: tuple[Reason, ...]
    proofs: int
    cases: int
    ignored: int
    repeated: int
    orderly: bool


class RecheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `zeren check` reports; `accepted` only if every certificate is, and there are some."""

    schema: Literal["zeren.recheck/1"] = "zeren.recheck/1"
    accepted: bool
    checked: tuple[Checked, ...]


def recheck_report(found: Sequence[Recheck]) -> RecheckReport:
    """The report on all that was checked."""
    checked = tuple(Checked(accepted=one.accepted, reasons=one.reasons, **msgspec.structs.asdict(one)) for one in found)
    return RecheckReport(accepted=bool(found) and all(one.accepted for one in found), checked=checked)
