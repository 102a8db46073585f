"""Who reads reports on gaps, issues them, asks and settles decisions, and issues those of every prison."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast
from tests.planning import reporting

READS = "coordinator governor lead national"
LOOK_ON = "staff gate"
NOT_MANAGING = "governor lead national staff gate"
# Nothing of the whole is tied to a place, so that nobody's is hidden: it is simply not theirs to do.
NOT_NATIONAL = "coordinator governor staff gate lead manager worker other_coordinator other_manager"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def issued(cast: Cast) -> list[Any]:
    return ["EXI", reporting.issued(cast).number]


def issued_elsewhere(cast: Cast) -> list[Any]:
    """The second report of Guys Marsh: Exeter has none of that number."""
    reporting.issued(cast, elsewhere=True)
    return ["EXI", reporting.issued(cast, elsewhere=True).number]


def table(cast: Cast) -> list[Any]:
    return [*issued(cast), "csv"]


def table_elsewhere(cast: Cast) -> list[Any]:
    return [*issued_elsewhere(cast), "csv"]


def failed(cast: Cast) -> list[Any]:
    report = reporting.issued(cast)
    type(report).objects.filter(pk=report.pk).update(paper="failed", problem="The disk is full.")
    return ["EXI", report.number]


def asked(cast: Cast) -> list[Any]:
    return ["EXI", reporting.asked(cast).pk]


def asked_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", reporting.asked(cast, elsewhere=True).pk]


def run(cast: Cast) -> list[Any]:
    from planning.actions.report_runs import begin_run

    return [begin_run(by=cast.national).pk]


def stopped(cast: Cast) -> list[Any]:
    from planning.actions.report_runs import begin_run, stop_run

    begun = begin_run(by=cast.national)
    stop_run(by=cast.national, run=begun)
    return [begun.pk]


ROWS = [
    Row("gap_reports", exeter, ok=READS, forbidden=LOOK_ON),
    Row("gap_report", issued, ok=READS, forbidden=LOOK_ON, crossed=issued_elsewhere),
    Row(
        "gap_report_cell", issued, ok=READS, forbidden=LOOK_ON, crossed=issued_elsewhere,
        query="?pathway=accommodation",
    ),
    Row("gap_report_table", table, ok=READS, forbidden=LOOK_ON, crossed=table_elsewhere),
    Row("gap_report_paper", issued, ok=READS, forbidden=LOOK_ON, status=409, crossed=issued_elsewhere),
    Row(
        "make_gap_report_paper", failed, method="POST", ok="coordinator", forbidden=NOT_MANAGING, status=302,
        crossed=issued_elsewhere,
    ),
    Row("issue_report", exeter, ok="coordinator", forbidden=NOT_MANAGING),
    Row(
        "issue_report", exeter, method="POST", ok="coordinator", forbidden=NOT_MANAGING, status=302,
        data=lambda cast: {"seen": 0},
    ),
    Row("ask_decision", exeter, ok="coordinator", forbidden=NOT_MANAGING),
    Row(
        "ask_decision", exeter, method="POST", ok="coordinator", forbidden=NOT_MANAGING, status=302,
        data=lambda cast: {"question": "May the housing team use the library?"},
    ),
    Row(
        "settle_decision", asked, ok="coordinator governor", forbidden="lead national staff gate",
        crossed=asked_elsewhere,
    ),
    Row(
        "settle_decision", asked, method="POST", ok="coordinator governor", forbidden="lead national staff gate",
        status=302, data=lambda cast: {"answer": "Yes."}, crossed=asked_elsewhere,
    ),
    Row("report_runs", ok="national", forbidden=NOT_NATIONAL),
    Row("begin_report_run", method="POST", ok="national", forbidden=NOT_NATIONAL, status=302),
    Row("report_run_progress", run, ok="national", forbidden=NOT_NATIONAL),
    Row("stop_report_run", run, method="POST", ok="national", forbidden=NOT_NATIONAL, status=302),
    Row("resume_report_run", stopped, method="POST", ok="national", forbidden=NOT_NATIONAL, status=302),
]  # fmt: skip
