"""The sums of the bench: medians, targets, the plot, the desk that answers at once."""

import json
import os
from urllib.parse import urlencode

import pytest
from lxml import etree

from bench import guide, plot, table
from bench.desk import Desk
from bench.figures import Row
from bench.growth import Curve, Point
from bench.processes import Memory, family, memory, processor_seconds
from bench.rush import Noon, middle

SOUND = Noon(500, 0, 100.0, 400.0, 900.0, 2_500.0, ())


def a_row(ratio: float, target: float | None) -> Row:
    return Row(
        name="a figure",
        per_second=1_000.0,
        ratio=ratio,
        spread=(ratio, ratio),
        target=target,
        p50_ms=1.0,
        p99_ms=2.0,
        house_us=90.0,
    )


def test_a_target_is_met_or_not_and_no_target_is_neither() -> None:
    told = [table.cells(a_row(ratio, 0.7))[4] for ratio in (0.69, 0.7, 0.71)]
    assert told == ["not met", "met", "met"]
    assert table.cells(a_row(1.0, None))[3:5] == ("", "")


def test_the_tables_are_markdown_of_equal_width() -> None:
    lines = table.noon_lines(SOUND, Memory(500, 390))
    for text in (table.markdown_rows([a_row(1, 1)]), table.markdown_lines(lines)):
        assert len({line.count("|") for line in text.splitlines()}) == 1


def test_a_rush_that_sold_too_much_is_not_met() -> None:
    worse = Noon(501, 1, 100.0, 400.0, 900.0, 2_500.0, ("stock",))
    told = table.noon_lines(middle([SOUND, SOUND, worse]), Memory(500, 390))
    assert [line.is_met for line in told[:2]] == [False, False]
    assert "stock" in told[0].value
    assert all(
        line.is_met is not False for line in table.noon_lines(SOUND, Memory(1, 1))
    )


def test_the_plot_draws_every_size_and_says_how_cost_grew() -> None:
    sizes = (10, 1_000, 100_000)
    points = tuple(Point(n, 1.0 + n / 100_000, 0.1, 1.0) for n in sizes)
    curves = [Curve(name, points) for name in ("members", "lots", "live holds")]
    drawn = plot.growth_svg(curves, "Cost")
    root = etree.fromstring(drawn.encode())
    assert len(root.findall(".//{*}circle")) == 9
    assert drawn.count("× 2.00") == 3


def test_the_guide_has_the_parts_that_are_put_into_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    text = guide.GUIDE.read_text(encoding="utf-8")
    copy = type(guide.GUIDE)(str(tmp_path)) / "performance.md"
    copy.write_text(text, encoding="utf-8")
    monkeypatch.setattr(guide, "GUIDE", copy)
    for part in ("measured", "growth"):
        guide.put(part, f"all of {part}")
    written = copy.read_text(encoding="utf-8")
    assert written.count("all of") == 2
    with pytest.raises(ValueError, match="no part 'other'"):
        guide.put("other", "")


def test_the_desk_opens_a_page_that_is_paid_and_takes_the_money_once() -> None:
    desk = Desk()
    asked = {
        "client_reference_id": "ABCD2345",
        "success_url": "http://house/paiement/retour/ABCD2345",
        "line_items[0][price_data][unit_amount]": "1234",
    }
    opened = desk.answer("POST", "/v1/checkout/sessions", urlencode(asked))
    assert opened["url"] == asked["success_url"]
    path = f"/v1/checkout/sessions/{opened['id']}?expand[0]=payment_intent"
    intent = desk.answer("GET", path, "")["payment_intent"]
    assert isinstance(intent, dict)
    assert (intent["status"], intent["amount"]) == ("requires_capture", 1234)
    taken = desk.answer("POST", f"/v1/payment_intents/{intent['id']}/capture", "")
    assert (taken["status"], taken["amount_received"]) == ("succeeded", 1234)
    json.dumps(taken)
    with pytest.raises(KeyError):
        desk.answer("GET", "/v1/refunds", "")


def test_a_process_has_a_family_that_worked_and_keeps_memory() -> None:
    ours = family(os.getpid())
    assert os.getpid() in ours
    assert processor_seconds(ours) > 0
    assert memory(ours).resident >= memory(ours).own / 2 > 0
