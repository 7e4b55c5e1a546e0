"""Checking a folder of certificates again: nothing that stands in it is believed.

The property is put to the regulation's text anew; the clauses must be the ones that it asks for; proofs go to the checker,
which knows neither; cases are replayed by the definition; and the verdict must be what all of this shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_case
from zeren.model.language.terms import Text
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.script import excluded as script_excluded
from zeren.model.solving.solver import Undecided
from zeren.proofs import checker, cnf, smt
from zeren.proofs.boards import Boards
from zeren.proofs.certificate import MANIFEST, Manifest, RegionRecord, VerdictRecord, question, script
from zeren.proofs.library import library, own_properties
from zeren.proofs.property import Claim, Property
from zeren.proofs.prove import status_of
from zeren.proofs.regions import allowed
from zeren.proofs.rejection import Reason, chained, reasons_of
from zeren.proofs.replay import Disagreement, TooManyRuns, replay
from zeren.proofs.stored import Folder, RegulationRecord, Stored, Wrong, read_manifest, read_record


class Recheck(msgspec.Struct, frozen=True):
    """What became of one verdict, or of a whole regulation or folder: accepted, or rejected for these reasons.

    `repeated` of the proofs were decided again only by the solver that decided them first.
    """

    what: str
    why: tuple[Reason, ...] = ()
    proofs: int = 0
    cases: int = 0
    ignored: int = 0
    repeated: int = 0

    @property
    def accepted(self) -> bool:
        return not self.why

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is rejected, in English."""
        return tuple(one.text.en for one in self.why)


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


class RecheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `zeren check` reports; `accepted` only if every certificate is, and there are some."""

    schema: Literal["zeren.recheck/1"] = "zeren.recheck/1"
    accepted: bool
    checked: tuple[Checked, ...]


def recheck_report(found: Sequence[Recheck]) -> RecheckReport:
    """The report on all that was checked."""
    checked = tuple(Checked(accepted=one.accepted, reasons=one.reasons, **msgspec.structs.asdict(one)) for one in found)
    return RecheckReport(accepted=bool(found) and all(one.accepted for one in found), checked=checked)


def recheck(folder: Path, *, trust_z3: bool = False) -> Iterator[Recheck]:
    """Check every certificate of a folder again.

    Args:
        trust_z3: whether what has arithmetic is decided again by Z3 itself where cvc5 is not installed.
    """
    try:
        manifest: Manifest = read_manifest(folder, MANIFEST, Manifest)
    except Wrong as wrong:
        yield Recheck(MANIFEST, reasons_of(wrong))
        return
    stored = {one.file: one for one in manifest.files}
    for record in manifest.regulations:
        yield from recheck_regulation(folder, record, stored, trust_z3=trust_z3)


def recheck_regulation(
    folder: Path, record: RegulationRecord, stored: Mapping[str, Stored], boards: Boards | None = None, *, trust_z3: bool = False
) -> Iterator[Recheck]:
    """Check every certificate of one regulation again.

    Args:
        boards: boards of the same text, if there are any, so that they need not be grounded again.
        trust_z3: whether what has arithmetic is decided again by Z3 itself where cvc5 is not installed.
    """
    yield from _Rechecker(folder, record, stored, boards, trust_z3=trust_z3).all()


class _Rechecker:
    """Checks the certificates of one regulation."""

    def __init__(
        self, folder: Path, record: RegulationRecord, stored: Mapping[str, Stored], boards: Boards | None = None, *, trust_z3: bool = False
    ) -> None:
        self.folder, self.record, self._made = folder, record, boards
        self.files = Folder(folder, stored)
        self.trust_z3 = trust_z3
        self.orders: dict[int, cnf.Order] = {}

    def all(self) -> Iterator[Recheck]:
        try:
            self.regulation = self.files.regulation(self.record)
        except (Wrong, Refused) as wrong:
            yield Recheck(self.record.id, reasons_of(wrong))
            return
        self.boards = self._made or Boards(self.regulation)
        expected = _expected(self.boards)
        for place in self.record.verdicts:
            try:
                verdict: VerdictRecord = read_record(self.files.read(f"{place}/verdict.json").encode(), VerdictRecord)
                about = expected.pop((verdict.property, verdict.part), None)
                if about is None:
                    raise Wrong("no_such_property")
            except ValueError as wrong:
                yield Recheck(place, reasons_of(wrong))
                continue
            yield self._verdict(place, verdict, *about)
        for name, part in expected:
            yield Recheck(f"{self.record.id}/{name}/{part}".rstrip("/"), (Reason("no_certificate"),))

    def _verdict(self, place: str, verdict: VerdictRecord, about: Property, claim: Claim | Text) -> Recheck:
        found = _Tally()
        why: tuple[Reason, ...] = ()
        try:
            self._check(verdict, about, claim, found)
        except (Wrong, Disagreement, TooManyRuns, Refused, Undecided, BeyondSolver) as wrong:
            why = reasons_of(wrong)
        return Recheck(place, why, found.proofs, found.cases, found.ignored, found.repeated)

    def _check(self, verdict: VerdictRecord, about: Property, claim: Claim | Text, found: _Tally) -> None:
        if (verdict.text, verdict.formal) != (about.text, about.formal):
            raise Wrong("other_words")
        if isinstance(claim, Text):
            if verdict.status != "not_asked":
                raise Wrong("not_asked", verdict.status)
            return
        if verdict.polarity != claim.polarity:
            raise Wrong("polarity", claim.polarity, verdict.polarity)
        if verdict.status == "unknown":
            raise Wrong("left_undecided", verdict.reason or "no reason given")
        scope = self.boards.scope(claim)
        if (verdict.persons, verdict.every_size) != (scope.persons, scope.every_size):
            raise Wrong("persons", str(verdict.persons), str(scope.persons))
        for name, options in verdict.options.items():
            if name not in self.regulation.readings or tuple(self.regulation.readings[name].one_of) != options:
                raise Wrong("no_reading", name)
        for region in verdict.regions:
            unknown = [pair for pair in region.forbidden if pair[1] not in verdict.options.get(pair[0], ())]
            if unknown:
                raise Wrong("no_option", *unknown[0])
            if region.case:
                self._case(verdict, region, claim)
                found.cases += 1
            else:
                self._none(region, claim, scope.persons, found)
        self._cover(verdict, found)
        shown = status_of(claim, scope, [bool(region.case) for region in verdict.regions])
        if shown != verdict.status:
            raise Wrong("status", verdict.status, shown)

    def _case(self, verdict: VerdictRecord, region: RegionRecord, claim: Claim) -> None:
        case = parse_case(self.files.read(region.case), self.regulation, str(self.folder / region.case))
        replay(self.regulation, claim, case, allowed(region.forbidden, verdict.options), self.boards.meanings)

    def _none(self, region: RegionRecord, claim: Claim, persons: int, found: _Tally) -> None:
        if [one.size for one in region.none] != list(range(1, persons + 1)):
            raise Wrong("sizes", str([one.size for one in region.none]), str(persons))
        for one in region.none:
            text, board = self.files.read(one.question), self.boards.of(claim, one.size)
            wrong = Wrong("other_question", one.question, str(one.size))
            if board.arithmetic:
                if text != script(claim, one.size, region.forbidden, self.boards):
                    raise wrong
                self._script(one.question, text, found)
            else:
                asked = question(board, claim, region.forbidden, self.orders)
                if not set(one.needs) <= asked.units.keys() or text != asked.text(one.needs):
                    raise wrong
                self._proof(text, one.proof, found)
            found.proofs += 1

    def _script(self, name: str, text: str, found: _Tally) -> None:
        again = self.trust_z3 and not smt.installed()
        if not (script_excluded(text) if again else smt.excluded(text)):
            raise Wrong("model", name, "Z3" if again else "cvc5")
        found.repeated += again

    def _proof(self, text: str, name: str, found: _Tally) -> None:
        checked = checker.check(text, self.files.read(name))
        found.ignored += checked.ignored
        if not checked.accepted:
            raise Wrong("no_proof", name, because=chained(checked.why))

    def _cover(self, verdict: VerdictRecord, found: _Tally) -> None:
        if any(not one.forbidden for one in verdict.regions):
            return
        if len(verdict.cover) != 2:
            raise Wrong("no_cover")
        text = self.files.read(verdict.cover[0])
        if text != cnf.cover([one.forbidden for one in verdict.regions], verdict.options):
            raise Wrong("other_cover", verdict.cover[0])
        self._proof(text, verdict.cover[1], found)
        found.proofs += 1


class _Tally:
    """What was checked for one verdict."""

    def __init__(self) -> None:
        self.proofs = self.cases = self.ignored = self.repeated = 0


def _expected(boards: Boards) -> dict[tuple[str, str], tuple[Property, Claim | Text]]:
    """Every claim that must have a certificate, with its property; a reason where a property does not speak of the regulation."""
    found: dict[tuple[str, str], tuple[Property, Claim | Text]] = {}
    for one in (*library(), *own_properties(boards.regulation)):
        claims = boards.claims(one)
        if isinstance(claims, Text):
            found[one.id, ""] = (one, claims)
        else:
            found.update({(one.id, claim.part): (one, claim) for claim in claims})
    return found
