"""Checking a folder of certificates again: nothing that stands in it is believed.

The property is put to the regulation's text anew; the clauses must be the ones that it asks for; proofs go to the checker,
which knows neither; cases are replayed by the definition; and the verdict must be what all of this shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from zeren.model.language.case import Case
from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_case
from zeren.model.language.terms import UNKNOWN, Text
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.script import excluded as script_excluded
from zeren.model.solving.solver import Undecided
from zeren.proofs.boards import Boards
from zeren.proofs.certificates import checker, cnf, smt
from zeren.proofs.certificates.files import Folder, RegulationRecord, Wrong, each_once, file_name, read_manifest
from zeren.proofs.certificates.folder import (
    MANIFEST,
    VERDICT,
    Manifest,
    Places,
    RegionRecord,
    VerdictRecord,
    case_file,
    cover_files,
    question,
    script,
    size_proof,
    stored_case,
    witness_name,
)
from zeren.proofs.certificates.foreign import Foreign, agree
from zeren.proofs.certificates.rejection import Reason, Rejected, chained, reasons_of, told
from zeren.proofs.library import library, own_properties
from zeren.proofs.property import Claim, Property
from zeren.proofs.prove import bearing, status_of
from zeren.proofs.regions import Options, allowed
from zeren.proofs.replay import replay


class Recheck(msgspec.Struct, frozen=True):
    """What became of one verdict, or of a whole regulation or folder: accepted, or rejected for these reasons.

    `repeated` of the proofs were decided again only by the solver that decided them first; where it is `orderly`, it is taken
    for granted that nobody dies or is gone at once.
    """

    what: str
    why: tuple[Reason, ...] = ()
    proofs: int = 0
    cases: int = 0
    ignored: int = 0
    repeated: int = 0
    orderly: bool = False

    @property
    def accepted(self) -> bool:
        return not self.why

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is rejected, in English."""
        return tuple(told(one, "en") for one in self.why)


def recheck(folder: Path, *, trust_z3: bool = False, beside: Sequence[Foreign] = ()) -> Iterator[Recheck]:
    """Check every certificate of a folder again.

    Args:
        trust_z3: whether what has arithmetic is decided again by Z3 itself where cvc5 is not installed.
        beside: checkers of others, which must agree with ours on every clausal proof.
    """
    try:
        manifest: Manifest = read_manifest(folder, MANIFEST, Manifest)
    except Wrong as wrong:
        yield Recheck(MANIFEST, reasons_of(wrong))
        return
    files, sound = Folder(folder, manifest.files), True
    for record, twice in each_once(manifest.regulations):
        if twice is not None:
            found = iter([Recheck(file_name(record.id), reasons_of(twice))])
        else:
            found = recheck_regulation(files, record, trust_z3=trust_z3, beside=beside)
        for one in found:
            sound = sound and one.accepted
            yield one
    if sound and (idle := files.unused()):
        yield Recheck(MANIFEST, tuple(Reason("idle", (name,)) for name in idle))


def recheck_regulation(
    files: Folder, record: RegulationRecord, boards: Boards | None = None, *, trust_z3: bool = False, beside: Sequence[Foreign] = ()
) -> Iterator[Recheck]:
    """Check every certificate of one regulation again.

    Args:
        boards: boards of the same text, if there are any, so that they need not be grounded again.
        trust_z3: whether what has arithmetic is decided again by Z3 itself where cvc5 is not installed.
        beside: checkers of others, which must agree with ours on every clausal proof.
    """
    try:
        regulation = files.regulation(record)
    except (Wrong, Refused) as wrong:
        yield Recheck(file_name(record.id), reasons_of(wrong))
        return
    yield from _Rechecker(files, boards or Boards(regulation), trust_z3, beside).all(record.verdicts)


class _Rechecker:
    """Checks the certificates of one regulation."""

    def __init__(self, files: Folder, boards: Boards, trust_z3: bool, beside: Sequence[Foreign]) -> None:
        self.files, self.boards, self.regulation = files, boards, boards.regulation
        self.trust_z3, self.beside = trust_z3, beside
        self.orders: dict[int, cnf.Order] = {}

    def all(self, listed: Sequence[str]) -> Iterator[Recheck]:
        """Every claim that the regulation's text gives rise to, each at its own place."""
        expected = dict(_expected(self.boards))
        for place, (about, claim) in expected.items():
            yield self._verdict(place, about, claim) if place in listed else Recheck(place, (Reason("no_certificate"),))
        yield from (Recheck(file_name(place), (Reason("no_such_property"),)) for place in listed if place not in expected)
        if not set(expected) ^ set(listed) and tuple(listed) != tuple(expected):
            yield Recheck(file_name(self.regulation.id), (Reason("out_of_order"),))

    def _verdict(self, place: str, about: Property, claim: Claim | Text) -> Recheck:
        found = _Tally()
        why: tuple[Reason, ...] = ()
        try:
            verdict: VerdictRecord = self.files.record(f"{place}/{VERDICT}", VerdictRecord)
            self._check(place, verdict, about, claim, found)
        except (Rejected, Refused, Undecided, BeyondSolver) as wrong:
            why = reasons_of(wrong)
        except RecursionError:
            why = (Reason("too_deep"),)
        return Recheck(place, why, found.proofs, found.cases, found.ignored, found.repeated)

    def _check(self, place: str, verdict: VerdictRecord, about: Property, claim: Claim | Text, found: _Tally) -> None:
        if (verdict.property, verdict.text, verdict.formal) != (about.id, about.text, about.formal):
            raise Wrong("other_words")
        if isinstance(claim, Text):
            self._not_asked(verdict, about, claim)
            return
        if verdict.part != claim.part:
            raise Wrong("other_words")
        if verdict.polarity != claim.polarity:
            raise Wrong("polarity", claim.polarity, verdict.polarity)
        if verdict.status == "unknown":
            raise Wrong("left_undecided", verdict.reason or "no reason given")
        if verdict.reason is not None:
            raise Wrong("reason_given", verdict.status)
        scope = self.boards.scope(claim)
        if (verdict.persons, verdict.every_size) != (scope.persons, scope.every_size):
            raise Wrong("persons", str(verdict.persons), str(scope.persons))
        self._readings(verdict, claim)
        for number, region in enumerate(verdict.regions, 1):
            if region.case:
                self._case(place, number, verdict, region, claim)
                found.cases += 1
            else:
                self._none(place, number, region, claim, found)
        self._cover(place, verdict, found)
        shown = status_of(claim, scope, [bool(region.case) for region in verdict.regions])
        if shown != verdict.status:
            raise Wrong("status", verdict.status, shown)

    def _not_asked(self, verdict: VerdictRecord, about: Property, why: Text) -> None:
        """The verdict that a property does not speak of the regulation, which must say so and nothing else."""
        if verdict.status != "not_asked":
            raise Wrong("not_asked", verdict.status)
        alone = VerdictRecord(
            property=about.id,
            part="",
            text=about.text,
            formal=about.formal,
            polarity=about.polarity,
            status="not_asked",
            persons=0,
            every_size=True,
            options={},
            regions=(),
            reason=why,
        )
        if verdict != alone:
            raise Wrong("says_more")

    def _readings(self, verdict: VerdictRecord, claim: Claim) -> None:
        """The readings that bear on a claim, and regions of them: each once, and each with a choice in it."""
        boards = [self.boards.of(claim, size) for size in range(1, verdict.persons + 1)]
        options = bearing(boards, claim)
        wrong = [name for name in {**options, **verdict.options} if options.get(name) != verdict.options.get(name)]
        if wrong or list(options) != list(verdict.options):
            raise Wrong("no_reading", *(wrong or list(options))[:1])
        pairs = [(name, option) for name, values in options.items() for option in values]
        for region in verdict.regions:
            unknown = [pair for pair in region.forbidden if pair not in pairs]
            if unknown:
                raise Wrong("no_option", *unknown[0])
            if list(region.forbidden) != [pair for pair in pairs if pair in region.forbidden]:
                raise Wrong("pairs_out_of_order")
            empty = [name for name, values in options.items() if all((name, one) in region.forbidden for one in values)]
            if empty:
                raise Wrong("empty_region", empty[0])
        if len({region.forbidden for region in verdict.regions}) < len(verdict.regions):
            raise Wrong("region_twice")

    def _case(self, place: str, number: int, verdict: VerdictRecord, region: RegionRecord, claim: Claim) -> None:
        name = case_file(place, number)
        if region.case != name or region.none:
            raise Wrong("other_file", name)
        text = self.files.read(name)
        own = file_name(self.regulation.id)
        case = parse_case(text, self.regulation, name, named="../" * (name.count("/") - 1) + f"{own}.yaml")
        left = allowed(region.forbidden, verdict.options)
        self._board(case, claim, left)
        called = msgspec.structs.replace(case, id=witness_name(verdict.property, verdict.part, number), about=claim.text, stance="all")
        if text != stored_case(self.regulation, called, name):
            raise Wrong("case_says_more", name)
        replay(self.regulation, claim, case, left, self.boards.meanings)

    def _board(self, case: Case, claim: Claim, left: Options) -> None:
        """A case must be one of the boards that the prover looks at, with nothing on it that is not open there."""
        sizes = range(1, self.boards.scope(claim).persons + 1)
        if len(case.people) not in sizes:
            raise Wrong("board", str(len(case.people)), str(sizes[-1]))
        board = self.boards.of(claim, len(case.people))
        if (case.people, case.bodies) != (board.case.people, board.case.bodies):
            raise Wrong("not_on_board", ", ".join([*case.people, *case.bodies]))
        alleged = [(one.item, one.subject) for one in case.circumstances]
        if alleged != [one for one in ((listed.item, listed.subject) for listed in board.case.circumstances) if one in alleged]:
            raise Wrong("not_on_board", ", ".join(map("/".join, alleged)))
        openly = {variable.key for variable in board.variables(board.sought(claim))}
        stated = [fact.shown for fact, value in case.facts.items() if fact not in openly or value is UNKNOWN]
        if stated:
            raise Wrong("not_on_board", stated[0])
        for name, option in case.readings.items():
            if option not in left.get(name, self.regulation.readings[name].one_of):
                raise Wrong("other_reading", name, option)

    def _none(self, place: str, number: int, region: RegionRecord, claim: Claim, found: _Tally) -> None:
        persons = self.boards.scope(claim).persons
        if [one.size for one in region.none] != list(range(1, persons + 1)):
            raise Wrong("sizes", str([one.size for one in region.none]), str(persons))
        for one in region.none:
            board = self.boards.of(claim, one.size)
            named = size_proof(place, number, one.size, None if board.arithmetic else one.needs)
            if one != named:
                raise Wrong("other_file", named.question)
            text = self.files.read(named.question)
            wrong = Wrong("other_question", named.question, str(one.size))
            if board.arithmetic:
                if text != script(claim, one.size, region.forbidden, self.boards):
                    raise wrong
                self._script(named.question, text, found)
            else:
                asked = question(board, claim, region.forbidden, self.orders)
                if list(one.needs) != sorted(set(one.needs) & asked.units.keys()) or text != asked.text(one.needs):
                    raise wrong
                self._proof(text, named.proof, found)
            found.proofs += 1

    def _script(self, name: str, text: str, found: _Tally) -> None:
        again = self.trust_z3 and not smt.installed()
        if not (script_excluded(text) if again else smt.excluded(text)):
            raise Wrong("model", name, "Z3" if again else "cvc5")
        found.repeated += again

    def _proof(self, text: str, name: str, found: _Tally) -> None:
        proof = self.files.read(name)
        checked = checker.check(text, proof)
        found.ignored += checked.ignored
        for one in self.beside:
            agree(one, name, text, proof, checked)
        if not checked.accepted:
            raise Wrong("no_proof", name, because=chained(checked.why))

    def _cover(self, place: str, verdict: VerdictRecord, found: _Tally) -> None:
        if any(not one.forbidden for one in verdict.regions):
            if verdict.cover:
                raise Wrong("other_cover", cover_files(place)[0])
            return
        if not verdict.cover:
            raise Wrong("no_cover")
        if verdict.cover != (named := cover_files(place)):
            raise Wrong("other_file", named[0])
        text = self.files.read(named[0])
        if text != cnf.cover([one.forbidden for one in verdict.regions], verdict.options):
            raise Wrong("other_cover", named[0])
        self._proof(text, named[1], found)
        found.proofs += 1


class _Tally:
    """What was checked for one verdict."""

    def __init__(self) -> None:
        self.proofs = self.cases = self.ignored = self.repeated = 0


def _expected(boards: Boards) -> Iterator[tuple[str, tuple[Property, Claim | Text]]]:
    """Every claim that must have a certificate, by its folder, with its property; a reason where a property does not speak of it."""
    places = Places(boards.regulation.id)
    for one in (*library(), *own_properties(boards.regulation)):
        claims = boards.claims(one)
        for claim in [claims] if isinstance(claims, Text) else claims:
            yield places.next(one.id, "" if isinstance(claim, Text) else claim.part), (one, claim)
