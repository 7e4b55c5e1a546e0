"""What is written is there whole or not at all, and resumed runs survive what a crash or a full disk leaves behind."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from zeren import bulk
from zeren.model.language.whole import whole, write_whole
from zeren.simulating.simulated import Settings, simulate, vary


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("old")

    def half_way() -> None:
        with whole(file) as stream:
            stream.write(b"half of the new")
            raise OSError(28, "no space left on device")

    with pytest.raises(OSError, match="no space"):
        half_way()
    assert (file.read_text(), [one.name for one in tmp_path.iterdir()]) == ("old", ["report.html"])


def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    write_whole(link, "责任")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "责任"
    with pytest.raises(OSError, match="space"):
        write_whole("/dev/full", "x" * 100_000)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_a_text_that_utf8_cannot_hold_is_written_by_its_number(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "a\ud800b")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "a\\ud800b"


COLLEGE = Path("scenarios/organisations/college.organisation.yaml")


def test_a_replication_cut_short_on_the_disk_is_run_again_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    organisation = vary(COLLEGE, {"years": "2"})
    first = simulate(organisation, Settings(replications=4, folder=tmp_path / "out"))
    part = tmp_path / "out" / "parts" / "replication-000002.parquet"
    whole_bytes = part.read_bytes()
    part.write_bytes(whole_bytes[: len(whole_bytes) // 2])
    with caplog.at_level(logging.WARNING, "zeren"):
        again = simulate(organisation, Settings(replications=4, folder=tmp_path / "out", resume=True))
    assert "replication-000002" in caplog.text
    assert part.read_bytes() == whole_bytes
    assert again.tallies == first.tallies


def test_going_on_with_fewer_replications_deletes_none_and_finds_them_again(tmp_path: Path) -> None:
    organisation = vary(COLLEGE, {"years": "2"})
    first = simulate(organisation, Settings(replications=5, folder=tmp_path / "out"))
    kept = {one.name: one.stat().st_ino for one in (tmp_path / "out" / "parts").iterdir()}
    fewer = simulate(organisation, Settings(replications=2, folder=tmp_path / "out", resume=True))
    assert fewer.tallies == first.tallies[:2]
    simulate(organisation, Settings(replications=5, folder=tmp_path / "out", resume=True))
    assert {one.name: one.stat().st_ino for one in (tmp_path / "out" / "parts").iterdir()} == kept


TABLE = "case,person,role,body_member,participated,collective_responsibility_pursued,erroneous,form\n" + "".join(
    f"c{place},Zhou,secretary,yes,yes,yes,yes,collective_meeting\n" for place in range(40)
)


@pytest.mark.parametrize("damage", ["truncated", "lost", "none"])
def test_a_table_that_was_broken_off_goes_on_after_its_last_sound_part(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    source, out, alone = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "alone.csv"
    source.write_text(TABLE)
    bulk.ask_file(source, alone, "county-bureau", rows=10)
    seen = 0

    def broken_off(rows: int, answered: int) -> None:
        nonlocal seen
        seen += 1
        if seen == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.ask_file(source, out, "county-bureau", rows=10, progress=broken_off)
    parts = sorted((tmp_path / "out.csv.parts").glob("*.arrow"))
    if damage == "truncated":
        parts[1].write_bytes(parts[1].read_bytes()[:100])
    elif damage == "lost":
        parts[1].unlink()
    with caplog.at_level(logging.WARNING, "zeren"):
        bulk.ask_file(source, out, "county-bureau", rows=10)
    assert out.read_bytes() == alone.read_bytes()
    assert bool(caplog.text) == (damage != "none")
