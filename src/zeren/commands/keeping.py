"""What is kept of an answer: the sheet, and the receipt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.answering.receipt import Asked
    from zeren.model.language.case import Case
    from zeren.model.language.regulation import Regulation
    from zeren.model.meaning.answer import Answer
    from zeren.words import Language


def keep(
    file: Path,
    named: str,
    house: Path | None,
    asked: Asked,
    regulation: Regulation,
    case: Case,
    answer: Answer,
    language: Language,
    sheet: Path | None,
    receipt_file: Path | None,
) -> None:
    """Write the sheet and the receipt of an answer, or stop with what stands in the way.

    Args:
        named: the id or file of the regulation.
        house: the file of adopted readings.
    """
    from zeren.answering.memo import memo
    from zeren.answering.memo_files import memo_bytes
    from zeren.answering.receipt import receipt, used
    from zeren.commands.common import fail, not_written, said
    from zeren.encoded import as_json
    from zeren.model.language.faults import Refused
    from zeren.model.language.load import built_in_file
    from zeren.model.language.whole import write_whole

    def text(path: Path) -> str:
        return path.read_text(encoding="utf-8-sig")

    rules = used(regulation.id, text(built_in_file(named) or Path(named)))
    found = receipt(rules, used(file.name, text(file)), None if house is None else used(house.name, text(house)), asked, answer)
    target = sheet
    try:
        if sheet is not None:
            write_whole(sheet, memo_bytes(memo(regulation, case, answer, language, found), sheet.suffix))
        target = receipt_file
        if receipt_file is not None:
            write_whole(receipt_file, as_json(found) + "\n")
    except Refused as refused:
        fail(said("about", sheet, fault.problem) for fault in refused.faults)
    except OSError as error:
        not_written(target, error)
