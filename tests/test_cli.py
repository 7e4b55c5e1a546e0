"""The command line: exit codes, many files at once, JSON, schemas and skeletons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from fits import Schema
from typer.testing import CliRunner, Result

from zeren.cli import app
from zeren.model.language.load import built_in, load_house, load_organisation, load_regulation, open_case
from zeren.schemas import KINDS, schema_text

ROOT = Path(__file__).parent.parent
CASES = ROOT / "scenarios" / "cases"
OUTVOTED = CASES / "county-bureau" / "outvoted-member.case.yaml"


class Yaml12(yaml.CSafeLoader):
    """YAML as editors' checkers read it: `yes`, `no` and `on` are words, as in YAML 1.2."""


Yaml12.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def zeren(*words: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "en_GB.UTF-8", "LC_ALL": None})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


class TestExitCodes:
    """0 fine, 1 an expectation failed, 2 bad input."""

    def test_an_expectation_that_fails(self, tmp_path: Path) -> None:
        file = tmp_path / "a.case.yaml"
        file.write_text(OUTVOTED.read_text(encoding="utf-8").replace("Wu: none", "Wu: important"), encoding="utf-8")
        result = zeren("ask", file)
        assert result.exit_code == 1
        assert "Wu: expected important, answered none" in result.output

    def test_expectations_are_not_held_against_other_questions(self) -> None:
        assert zeren("ask", OUTVOTED, "--readings", "all").exit_code == 0

    def test_one_bad_file_does_not_stop_the_others(self, tmp_path: Path) -> None:
        for name in ("a", "c"):
            (tmp_path / f"{name}.case.yaml").write_text(OUTVOTED.read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / "b.case.yaml").write_text("case: b\nregulation: county-bureau\nmater: {}\nboard: half\n", encoding="utf-8")
        result = zeren("ask", tmp_path, "--format", "json")
        assert result.exit_code == 2
        found = json.loads(result.stdout)
        assert len(found["answers"]) == 2
        assert [line.split(": ", 1)[1] for line in found["refused"]] == [
            "unknown key `mater`; did you mean `matter`?",
            "`half`; expected one of `complete`, `partial`",
        ]


class TestTables:
    """`--table` answers a table of cases into another table."""

    def test_rows_that_cannot_be_read_say_why_and_do_not_stop_the_others(self, tmp_path: Path) -> None:
        source, out = tmp_path / "in.csv", tmp_path / "out.csv"
        head = "case,person,role,body_member,participated,collective_responsibility_pursued,erroneous\n"
        source.write_text(f"{head}a,Zhou,secretary,yes,yes,yes,yes\nb,Wu,member,yes,perhaps,yes,yes\n", encoding="utf-8")
        assert zeren("ask", "--table", source, "--out", out, "--regulation", "county-bureau").exit_code == 0
        _, zhou, wu = out.read_text(encoding="utf-8").splitlines()
        assert zhou.startswith('"a","Zhou","primary"')
        assert "`perhaps` as a value of `participated`" in wu

    def test_a_table_needs_a_regulation_and_a_place(self, tmp_path: Path) -> None:
        assert zeren("ask", "--table", tmp_path / "in.csv").exit_code == 2


class TestInterview:
    """`--interview` asks for what matters and writes the completed case."""

    def test_the_completed_case_is_written_and_answered(self, tmp_path: Path) -> None:
        file = tmp_path / "a.case.yaml"
        file.write_text(OUTVOTED.read_text(encoding="utf-8"), encoding="utf-8")
        result = CliRunner().invoke(app, ["ask", str(file), "--interview", "--lang", "en"], input="no\n")
        assert result.exit_code == 0
        assert "Lin, other member: no tier under article 11" in result.output
        written = tmp_path / "a-answered.case.yaml"
        assert "participated: no" in written.read_text(encoding="utf-8")
        assert zeren("ask", file, "--interview").exit_code == 2  # nothing is overwritten

    def test_it_asks_about_one_case(self) -> None:
        assert zeren("ask", CASES / "department", "--interview").exit_code == 2


@pytest.fixture(scope="module")
def answers() -> list[Any]:
    """The answers to every case of one regulation; those to all others are held to the schema where they are told in words."""
    found: list[Any] = json.loads(zeren("ask", CASES / "county-bureau", "--format", "json").stdout)["answers"]
    return found


class TestJson:
    """What programs read."""

    def test_every_answer_fits_the_published_schema(self, answers: list[Any]) -> None:
        schema = Schema(schema_text("answer"))
        faults = [fault for answer in answers for fault in schema.misfits(answer)]
        assert len(answers) >= 45
        assert not faults

    def test_the_shape_that_readers_rely_on(self, answers: list[Any]) -> None:
        answer = next(one for one in answers if one["case"] == "outvoted-member")
        assert answer["schema"] == "zeren.answer/1"
        lin = answer["bearers"]["Lin"]
        assert (lin["certain"], lin["possible"], lin["excluded"]) == ([], ["important"], ["primary", "individual"])
        important, none = lin["outcomes"]
        assert [(one["rule"], one["article"]) for one in important["because"]] == [("other-members", "11")]
        assert important["under"] == {"facts": [{"of": "Lin", "term": "participated", "value": True}], "readings": {}}
        assert none["under"]["facts"] == [{"of": "Lin", "term": "participated", "value": False}]
        missed = next(one for one in none["missed"] if one["rule"] == "other-members")
        assert [(one["of"], one["term"]) for one in missed["lacks"]] == [("Lin", "participated")]


class TestSchemas:
    """The published schemas accept what zeren reads."""

    @pytest.mark.parametrize(
        ("kind", "files"),
        [
            ("regulation", sorted((ROOT / "model" / "regulations").glob("*.yaml"))),
            ("case", sorted(CASES.rglob("*.case.yaml"))),
            ("organisation", sorted((ROOT / "scenarios" / "organisations").glob("*.organisation.yaml"))),
        ],
    )
    def test_files_fit(self, kind: str, files: list[Path]) -> None:
        schema = Schema(schema_text(kind))
        faults = {}
        for file in files:
            data = json.loads(json.dumps(yaml.load(file.read_text(encoding="utf-8"), Loader=Yaml12), default=str))
            faults[file.name] = schema.misfits(data)
        assert files
        assert not {name: found for name, found in faults.items() if found}

    def test_a_misspelt_key_does_not_fit(self) -> None:
        assert Schema(schema_text("case")).misfits({"case": "a", "regulation": "b", "mater": {}})

    def test_written_to_a_folder(self, tmp_path: Path) -> None:
        assert zeren("schema", "--out", tmp_path / "schemas").exit_code == 0
        assert {file.name for file in (tmp_path / "schemas").iterdir()} == {f"{kind}.schema.json" for kind in KINDS}


class TestSkeletons:
    """`zeren new` writes files that load as they stand."""

    @pytest.mark.parametrize("regulation", built_in())
    def test_a_case_can_be_asked(self, regulation: str, tmp_path: Path) -> None:
        file = tmp_path / "mine.case.yaml"
        assert zeren("new", "case", "mine", "--regulation", regulation, "--out", file).exit_code == 0
        assert open_case(file)[1].id == "mine"
        assert zeren("ask", file).exit_code == 0

    @pytest.mark.parametrize(
        ("name", "sorts"), [("department", "matter person"), ("dora", "matter body"), ("decree-713", "matter person body")]
    )
    def test_every_fact_in_it_can_be_uncommented(self, name: str, sorts: str, tmp_path: Path) -> None:
        file = tmp_path / "mine.case.yaml"
        zeren("new", "case", "mine", "--regulation", name, "--out", file)
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text(
            "\n".join(line.replace("# ", "", 1) if line.startswith(("  # ", "    # ")) else line for line in lines), encoding="utf-8"
        )
        regulation, case = open_case(file)
        assert {fact.term for fact in case.facts} == {term.id for sort in sorts.split() for term in regulation.terms_of[sort]}  # type: ignore[index]  # some of the four sorts

    def test_the_others_load(self, tmp_path: Path) -> None:
        files = {kind: tmp_path / f"{kind}.yaml" for kind in ("regulation", "organisation", "house")}
        for kind, file in files.items():
            assert zeren("new", kind, "mine", "--out", file).exit_code == 0
        assert load_regulation(files["regulation"]).id == "mine"
        assert load_organisation(files["organisation"]).id == "mine"
        assert load_house(files["house"], load_regulation("county-bureau")).choices

    @pytest.mark.parametrize("regulation", built_in())
    def test_a_house_adopts_a_reading_of_a_regulation_that_leaves_one_open(self, regulation: str, tmp_path: Path) -> None:
        file, rules = tmp_path / "mine.house.yaml", load_regulation(regulation)
        result = zeren("new", "house", "mine", "--regulation", regulation, "--out", file)
        if rules.readings:
            assert (result.exit_code, bool(load_house(file, rules).choices)) == (0, True)
        else:
            assert (result.exit_code, file.exists()) == (2, False)
            assert f"`{regulation}` leaves no reading open" in result.output

    def test_nothing_is_overwritten(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.case.yaml"
        file.write_text("precious", encoding="utf-8")
        result = zeren("new", "case", "mine", "--out", file)
        assert result.exit_code == 2
        assert file.read_text(encoding="utf-8") == "precious"


class TestList:
    """`zeren list REGULATION` hands out the file of a built-in regulation."""

    def test_what_is_printed_loads_as_the_regulation(self, tmp_path: Path) -> None:
        printed = zeren("list", "mbca-8-24").stdout
        (tmp_path / "mine.yaml").write_text(printed, encoding="utf-8")
        assert load_regulation(tmp_path / "mine.yaml").file == load_regulation("mbca-8-24").file

    def test_an_unknown_one_is_refused_with_the_nearest(self) -> None:
        refused = zeren("list", "county-burea")
        assert refused.exit_code == 2
        assert "county-burea: no built-in regulation; did you mean `county-bureau`?" in refused.output
