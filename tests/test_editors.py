"""The page on editors, tried in a real language server where there is one; the schema alone finds the same slips everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from executed import held_to
from test_schemas import of_yaml

PAGE = Path(__file__).parent.parent / "docs" / "editors.md"
SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the page writes, once its commands have run."""
    monkeypatch.chdir(tmp_path)
    assert {command.split()[1] for command in held_to(PAGE)} == {"schema", "ask"}
    return tmp_path


class Server:
    """A language server over its standard streams, as an editor talks to it."""

    def __init__(self, folder: Path) -> None:
        assert SERVER is not None
        self.process = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.number, self.diagnostics = 0, None
        uri = folder.as_uri()
        self.ask(
            "initialize", {"processId": os.getpid(), "rootUri": uri, "capabilities": {}, "workspaceFolders": [{"uri": uri, "name": "a"}]}
        )
        self.send({"method": "initialized", "params": {}})
        settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
        self.send({"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        size = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        found: dict[str, Any] = json.loads(self.process.stdout.read(size))
        if found.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics = found["params"]["diagnostics"]
        elif "method" in found and "id" in found:  # a request of the server's own: nothing to add
            items = found.get("params", {}).get("items", [])
            self.send({"id": found["id"], "result": [None] * len(items) if found["method"] == "workspace/configuration" else None})
        return found

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while (found := self.receive()).get("id") != self.number or "method" in found:
            pass
        return found.get("result")

    def opened(self, file: Path) -> list[str]:
        """What is underlined in a file, with its place."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": file.read_text(encoding="utf-8")}
        self.diagnostics = None
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while self.diagnostics is None:
            self.receive()
        told = [(one["range"]["start"], one["message"]) for one in self.diagnostics]
        return [f"{start['line'] + 1}:{start['character'] + 1} {message}" for start, message in told]

    def at(self, method: str, file: Path, line: int, column: int) -> Any:
        position = {"line": line - 1, "character": column - 1}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": file.as_uri()}, "position": position})


@pytest.mark.skipif(
    SERVER is None, reason="no yaml-language-server: npm install -g yaml-language-server, or name it in YAML_LANGUAGE_SERVER"
)
def test_a_language_server_underlines_the_slips_and_offers_what_can_stand_there(folder: Path) -> None:
    shown = re.search(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    server = Server(folder)
    try:
        slips = server.opened(folder / "slip.case.yaml")
        assert len(slips) == 2
        for told, line in zip(slips, shown[1].splitlines(), strict=True):
            assert told.startswith(line.removesuffix("…").strip())
        offered = server.at("completion", folder / "slip.case.yaml", 7, 11)
        labels = [one["label"] for one in (offered["items"] if isinstance(offered, dict) else offered)]
        assert {"secretary", "书记"} <= set(labels)
        hovered = json.dumps(server.at("hover", folder / "slip.case.yaml", 9, 6), ensure_ascii=False)
        assert "职务 / office" in hovered
        mended = folder / "mended.case.yaml"
        text = (folder / "slip.case.yaml").read_text(encoding="utf-8")
        mended.write_text(text.replace("erroneus", "erroneous").replace("secretry", "secretary"), encoding="utf-8")
        assert server.opened(mended) == []
    finally:
        server.process.kill()
        server.process.wait()


def test_the_schema_alone_finds_the_same_slips(folder: Path) -> None:
    schema = json.loads((folder / "schemas" / "case.schema.json").read_text(encoding="utf-8"))
    text = (folder / "slip.case.yaml").read_text(encoding="utf-8")
    faults = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(of_yaml(text))]
    assert len(faults) == 2
    assert any("erroneus" in one for one in faults)
    mended = text.replace("erroneus", "erroneous").replace("secretry", "secretary")
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(of_yaml(mended)))


def test_every_schema_that_the_settings_name_is_written(folder: Path) -> None:
    named = json.loads((folder / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert {Path(one) for one in named} == {one.relative_to(folder) for one in (folder / "schemas").iterdir()}
