"""`zeren check`: certificates checked again, by whoever does not want to trust who wrote them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from zeren.commands.common import said
from zeren.commands.terminal import tell, tell_json
from zeren.voice.tongue import in_tongue


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    folder: Path = typer.Argument(..., metavar="DIR", help="A folder that `zeren prove` or `zeren succession` wrote with --certificates."),
    format_: Literal["text", "json"] = typer.Option("text", "--format", help="text for people, json for programs."),
    with_: list[str] = typer.Option(
        [],
        "--with",
        metavar="NAME",
        help="Have another checker, dratify or drup, check each clausal proof too; it must agree. May be repeated.",
    ),
    trust_z3: bool = typer.Option(False, help="Where cvc5 is missing, let Z3 decide anew what it decided first."),
    lang: str = typer.Option("", help="zh or en; that of the locale unless given."),
) -> None:
    """Check every certificate again: proofs by an independent checker, cases by the definition, all against the rules' own text."""
    from zeren.commands.common import fail, language
    from zeren.proofs.certificates import recheck as proofs
    from zeren.proofs.certificates.folder import MANIFEST
    from zeren.proofs.certificates.foreign import Unavailable, foreign
    from zeren.proofs.certificates.rejection import told
    from zeren.proofs.succession import recheck as succession
    from zeren.proofs.succession.certificate import MANIFEST as SUCCESSION
    from zeren.proving.rechecked import recheck_report
    from zeren.voice.keys import PUNCTUATION

    tongue = language(lang)
    try:
        beside = foreign(with_)
        names = {path.name for path in folder.iterdir()}
    except Unavailable as error:
        fail([said("with", line) for line in str(error).splitlines()])
    except OSError:
        fail([said("no such folder or none that", folder)])
    other = SUCCESSION in names
    found = list(proofs.recheck(folder, trust_z3=trust_z3, beside=beside)) if MANIFEST in names or not other else []
    found += succession.recheck(folder, trust_z3=trust_z3) if other else []
    report = recheck_report(found)
    if format_ == "json":
        tell_json(report)
    else:
        for one in found:
            for reason in one.why:
                tell(f"{one.what}{PUNCTUATION.say('colon', tongue)}{told(reason, tongue)}")
        accepted = sum(one.accepted for one in found)
        proofs, cases, ignored = (sum(getattr(one, name) for one in found) for name in ("proofs", "cases", "ignored"))
        tell(in_tongue(_SUMMARY, tongue).format(accepted, len(found), proofs, cases, ignored))
        if repeated := sum(one.repeated for one in found):
            tell(in_tongue(_REPEATED, tongue).format(repeated))
        if orderly := sum(one.orderly for one in found):
            tell(in_tongue(_ORDERLY, tongue).format(orderly))
    raise typer.Exit(0 if report.accepted else 1)


_SUMMARY = {
    "en": "{} of {} certificates accepted: {} proofs checked, {} cases replayed; {} deletions in proofs were ignored, which is always safe",
    "zh": "{1} 份证书中 {0} 份通过：核对证明 {2} 项，重演案件 {3} 件；忽略证明中的删除 {4} 处（忽略总是安全的）",
}
_REPEATED = {
    "en": "{} of these proofs were only decided again by Z3, which decided them first: no independent check (cvc5 gives one)",
    "zh": "其中{}项只由最初作出判定的Z3重新判定，不是独立复核（安装cvc5可作独立复核）",
}
_ORDERLY = {
    "en": "{} of these certificates take it for granted that nobody dies or is gone at once (--orderly)",
    "zh": "其中{}份证书以无人突然去世或者离职为前提（--orderly）",
}
