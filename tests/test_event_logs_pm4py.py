"""Our event logs as pm4py reads them: nothing is lost, and the database is what the OCEL 2.0 specification asks for.

pm4py is licensed under the AGPL: zeren never imports it. `make event-logs` installs it for this test alone, and runs it.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import pytest

from zeren.logs.ocel import EPOCH
from zeren.logs.spool import Spool
from zeren.logs.write import write_log
from zeren.sim.plans import compile_program
from zeren.simulating.history import record
from zeren.simulating.simulated import vary

pytestmark = pytest.mark.pm4py
WORKED = sorted(Path("scenarios/organisations").glob("*.organisation.yaml"))


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.name.split(".")[0])
def test_pm4py_reads_as_much_as_was_written(file: Path, tmp_path: Path) -> None:
    import pm4py
    from pm4py.objects.ocel.validation import ocel20_rel_validation

    organisation = vary(file, {"years": "1" if "city" in file.name else "3"})
    with contextlib.closing(Spool()) as spool:
        record(organisation, compile_program(organisation), 7, 0, spool, holders=True)
        for form in ("jsonocel", "sqlite", "xes", "xes.gz"):
            write_log(spool, tmp_path / f"log.{form}")
        counts, traces = spool.counts(), spool.trace_counts()
        changes = sum(len(found) for _, found in spool.objects())
        first = min(event.time for _, event in spool.events())
    for form, read in (("jsonocel", pm4py.read_ocel2_json), ("sqlite", pm4py.read_ocel2_sqlite)):
        found = read(str(tmp_path / f"log.{form}"))
        assert dict(Counter(found.events["ocel:activity"])) == counts.events
        assert dict(Counter(found.objects["ocel:type"])) == counts.objects
        assert (len(found.relations), len(found.o2o)) == (counts.event_objects, counts.object_objects)
        assert (found.events["ocel:timestamp"].min().tz_localize(None) - EPOCH).total_seconds() == first
        if form == "sqlite":  # from JSON, pm4py takes the first value of each attribute for one that never changed
            assert len(found.object_changes) == changes
    assert ocel20_rel_validation.apply(str(tmp_path / "log.sqlite"))[1] == []
    for form in ("xes", "xes.gz"):
        table = pm4py.read_xes(str(tmp_path / f"log.{form}"))
        activities = Counter(table["concept:name"] + " " + table["lifecycle:transition"])
        assert dict(activities) == traces.events
        assert table["case:concept:name"].nunique() == traces.objects["trace"]
