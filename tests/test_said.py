"""What is wrong is said in the language that was asked for: every refused file, and every command's own refusals."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_bad_input import BAD, ROOT, load

from zeren.cli import app
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.said import Said, said
from zeren.voice.catalogue import section

QUOTED = re.compile(r"“[^”]*”|`[^`]*`")
FORMATS = {  # signs of files and of the condition language, which are the same in every language
    "UTF", "YAML", "item", "subject", "and", "or", "not", "in", "yes", "no", "none", "DE", "HE", "as", "days", "vacant", "absent", "some",
    "every", "count", "applies", "made_out", "principal", "x", "participated", "Asia", "Shanghai", "Europe", "Berlin", "T", "H1", "Q3",
    "CSV", "zeren", "_", "a", "b", "ray", "dask", "me",
}  # fmt: skip


def foreign(text: str) -> set[str]:
    """The English words of a Chinese sentence that are neither quoted nor part of a format."""
    return set(re.findall(r"[A-Za-z_]+", QUOTED.sub("", text))) - FORMATS


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_is_refused_in_chinese(file: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(file)
    for fault in refused.value.faults:
        told = fault.told("zh")
        sentence = told.removeprefix(fault.file).split(": ", 1)[1]
        assert re.search("[\u4e00-\u9fff]|“", sentence), told
        assert not foreign(sentence), told
        assert "{}" not in sentence, told


def test_every_sentence_can_be_said() -> None:
    for language in ("zh", "en"):
        for key, words in section(language, "faults").items():
            values = [1 if ":" in place else "甲" for place in re.findall(r"(?<!{){([^{}]*)}", words)]
            assert words.format(*values, *["乙"] * 3), key


def test_what_is_said_is_text_that_travels() -> None:
    one = said("is no option of", "x", "role")
    for other in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert isinstance(other, Said)
        assert (str(other), other.in_("zh")) == ("`x` is no option of `role`", "“x”不是“role”的选项")
    assert one == "`x` is no option of `role`"
    fault = Fault("a.yaml", 1, 2, one, nearest("secretry", ["secretary"]))
    assert str(fault) == "a.yaml:1:2: `x` is no option of `role`; did you mean `secretary`?"
    assert fault.told("zh") == "a.yaml:1:2: “x”不是“role”的选项；是不是“secretary”？"


def test_an_id_that_is_a_word_of_zeren_is_not_translated() -> None:
    assert said("unknown term", "person").in_("zh") == "没有术语“person”"
    assert said("unknown what", "person", "term").in_("zh") == "没有人员“term”"
    assert said("two have the id", "rules or exceptions", "a").in_("zh") == "两个规则或例外用了同一标识“a”"


REFUSALS = [
    ["ask"],
    ["ask", "nothing.case.yaml"],
    ["ask", "scenarios/bad/case-of-nobody.yaml", "--readings", "literl"],
    ["ask", "scenarios/cases/county-bureau/outvoted-member.case.yaml", "--reading", "dissent_scop=all"],
    ["ask", "scenarios/cases/county-bureau", "--interview"],
    ["ask", "--table", "x.csv"],
    ["audit", "county-bureau", "x.csv", "--out", "x.txt"],
    ["check", "nowhere"],
    ["cycles", "--per", "yeer"],
    ["cycles", "--levels", "99"],
    ["compare", "county-bureau", "departmnt"],
    ["desk", "nowhere"],
    ["mutate", "county-bureau", "nowhere"],
    ["new", "caes", "x"],
    ["new", "case", "9"],
    ["schema", "caes"],
    ["succession", "county-bureau", "--deputy", "a", "--office", "a"],
    ["replay", "nowhere"],
    ["lint", "nowhere"],
    ["prove", "nowhere.yaml"],
]


@pytest.mark.parametrize("call", REFUSALS, ids=" ".join)
@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_command_refuses_in_the_language_asked_for(
    call: list[str], how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZEREN_LANG", "zh_CN.UTF-8" if how == "environment" else "en")
    if how == "option" and call[0] in ("schema", "new", "desk"):
        pytest.skip("these take their language from the environment")
    with pytest.raises(SystemExit) as ended:
        app(call + (["--lang", "zh"] if how == "option" else []))
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert re.search("[\u4e00-\u9fff]", told), told
    named = {word for one in [*call, "adopted", "FILE"] for word in re.findall(r"[A-Za-z_]+", one)}
    rest = re.sub(r"--[\w-]+|\.\w+", "", told)
    assert not {word for word in foreign(rest) if word not in named and len(word) > 3 and word.islower()}, told


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_what_is_said_is_plain_text_in_json(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A refused regulation is in the report that programs read, in English whatever language is spoken."""
    file = tmp_path / "bad.yaml"
    file.write_text("regulation: bad\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        app(["lint", str(file), "--format", form, "--lang", "zh"])
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert "`title` is missing" in json.dumps(json.loads(told.out), ensure_ascii=False)
    assert "没有写“title”" in told.err


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize("call", [["-h"], ["ask", "-h"], ["ask", "--wy"], ["ask", "nowhere.case.yaml"], ["list"]], ids=" ".join)
def test_help_and_refusals_go_into_a_pipe_of_any_encoding(call: list[str], encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "ZEREN_LANG": "zh", "PYTHONUTF8": "0"}
    told = subprocess.run([sys.executable, "-m", "zeren", *call], capture_output=True, env=environment, timeout=60, check=False)
    assert told.returncode == (2 if "--wy" in call or (len(call) == 2 and call[1] != "-h") else 0)
    assert b"has a fault" not in told.stderr
    assert b"Traceback" not in told.stderr
    if encoding in ("gbk", "utf-8"):
        assert re.search("[\u4e00-\u9fff]", (told.stdout + told.stderr).decode(encoding))
