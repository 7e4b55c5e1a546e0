"""The command line speaks where an option has no effect, a property is not asked, or zeren itself is at fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zeren import cli
from zeren.model.language.load import load_organisation, load_regulation, open_case
from zeren.proving.verdict_report import report_of

CASES = Path(__file__).parent.parent / "scenarios" / "cases" / "county-bureau"
OUTVOTED = CASES / "outvoted-member.case.yaml"


def zeren(*words: object, lang: str = "en_GB.UTF-8") -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words], env={"LANG": lang, "LC_ALL": None})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "v.txt"], "--out v.txt: an answer is written as .html, .docx, .pdf; otherwise"),
        (["--answers"], "--answers: goes with --table"),
        (["--ignore", "x"], "--ignore: goes with --table"),
        (["--interview", "--out", "memo.pdf"], "--out memo.pdf: with --interview"),
    ],
)
def test_an_option_without_effect_is_refused(words: list[str], told: str) -> None:
    result = zeren("ask", OUTVOTED, *words)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(
    "option", ["--why", "--what-if", "--find-out", "--interview", "--smt2=q", "--format=json", "--solver=sat", "--exit-open"]
)
def test_a_table_takes_no_option_that_it_would_pass_over(option: str, tmp_path: Path) -> None:
    result = zeren("ask", "--table", tmp_path / "a.csv", "--out", tmp_path / "b.csv", "--regulation", "county-bureau", option)
    assert result.exit_code == 2
    assert f"{option.partition('=')[0]}: does not go with --table" in result.stderr


@pytest.mark.parametrize("place", [".", "deep/er", ".."])
@pytest.mark.parametrize("kind", ["case", "organisation"])
def test_a_skeleton_for_a_file_names_the_file(kind: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    (here / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(here)
    assert zeren("new", "regulation", "geng-34", "--out", "rules of ours.yaml").exit_code == 0
    written = Path(place) / f"x.{kind}.yaml"
    assert zeren("new", kind, "x", "--regulation", "rules of ours.yaml", "--out", written).exit_code == 0
    if kind == "case":
        assert open_case(written)[0].id == "geng-34"
        assert zeren("ask", written).exit_code == 0
    else:
        assert load_organisation(written).regulations


def test_a_case_for_another_file_is_refused_still(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert zeren("new", "regulation", name, "--out", tmp_path / f"{name}.yaml").exit_code == 0
    assert zeren("new", "case", "x", "--regulation", tmp_path / "one.yaml", "--out", tmp_path / "x.case.yaml").exit_code == 0
    assert "it is asked under `two`" in zeren("ask", tmp_path / "x.case.yaml", "--regulation", tmp_path / "two.yaml").stderr


def test_a_property_not_asked_names_what_the_file_would_have_to_state(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    assert zeren("new", "regulation", "own", "--out", file).exit_code == 0
    told = {one.property: one.reason.en for one in report_of(load_regulation(file)).verdicts if one.status == "not_asked" and one.reason}
    assert told["no-responsibility-gap"] == "the file would have to state `wrong_decision` and `took_it` under `concepts`"
    file.write_text(file.read_text(encoding="utf-8") + "concepts: {wrong_decision: erroneous}\n", encoding="utf-8")
    told = {one.property: one.reason.en for one in report_of(load_regulation(file)).verdicts if one.status == "not_asked" and one.reason}
    assert told["no-responsibility-gap"] == "the file would have to state `took_it` under `concepts`"


def test_an_open_outcome_has_an_exit_code_of_its_own() -> None:
    assert zeren("ask", OUTVOTED).exit_code == 0
    assert zeren("ask", OUTVOTED, "--exit-open").exit_code == 3


class TestFaultsOfZeren:
    """A fault of the program is not an expectation that failed, and is told in a sentence."""

    def run(self, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
        def broken(*_: object, **__: object) -> str:
            raise KeyError("(present)")

        monkeypatch.setattr("zeren.answering.text.render", broken)
        monkeypatch.setattr(sys, "argv", ["zeren", *words, "ask", str(OUTVOTED)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        assert isinstance(code, int)
        return code

    def test_it_is_told_in_a_sentence(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(monkeypatch) == 70
        told = capsys.readouterr().err
        assert "has a fault and gives no answer (KeyError: '(present)')" in told
        assert "zeren --debug" in told
        assert "Traceback" not in told

    def test_all_of_it_is_told_when_asked_for(self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level("DEBUG", logger="zeren"):
            assert self.run(monkeypatch, "--debug") == 70
        assert any(record.exc_info for record in caplog.records if record.name == "zeren")
