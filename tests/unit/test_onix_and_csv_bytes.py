"""Whatever the bytes, a reader ends in outcomes or a refusal; it never breaks."""

import io
import string

from hypothesis import given
from hypothesis import strategies as st

from flashsale.catalogue.csv_headers import COLUMNS
from flashsale.catalogue.csv_rows import read_csv
from flashsale.catalogue.description import clean, clean_html
from flashsale.catalogue.import_values import (
    cents_of,
    local_amount,
    local_date,
    local_hour,
    onix_date,
)
from flashsale.catalogue.onix_codes import REFERENCE_NAMES
from flashsale.catalogue.onix_reader import check_message
from flashsale.catalogue.onix_records import read_onix
from flashsale.catalogue.records import (
    Accepted,
    FileRefused,
    FileRemark,
    Rejected,
    Withdrawn,
)
from flashsale.kernel.kinds import Kind
from tests.onix_messages import (
    an_isbn,
    descriptive,
    message,
    price,
    product,
    shortened,
    supply,
)

OUTCOMES = Accepted | FileRefused | FileRemark | Rejected | Withdrawn
PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()))
TITLES = PLAIN.filter(lambda text: bool(text) and text.isprintable())


@given(st.binary(max_size=400))
def test_any_bytes_end_in_outcomes(raw: bytes) -> None:
    for outcome in (*read_onix(io.BytesIO(raw)), *read_csv(io.BytesIO(raw))):
        assert isinstance(outcome, OUTCOMES)


@given(
    st.recursive(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30
        ).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
        lambda inner: st.tuples(
            st.sampled_from(sorted(set(REFERENCE_NAMES.values()))),
            st.lists(inner, max_size=5),
        ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
        max_leaves=25,
    )
)
def test_any_product_made_of_onix_elements_ends_in_an_outcome(body: str) -> None:
    text = message(f"<Product>{body}</Product>").encode()
    for outcome in read_onix(io.BytesIO(text)):
        assert isinstance(outcome, OUTCOMES)


@given(
    st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, unique=True),
    st.lists(st.lists(st.text(max_size=25), max_size=12), max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_table_ends_in_outcomes(
    columns: list[str], rows: list[list[str]], separator: str
) -> None:
    names = list(dict.fromkeys(["kind", "title", "code", *columns]))
    lines = [separator.join(names)]
    lines += [
        separator.join('"' + cell.replace('"', '""') + '"' for cell in cells)
        for cells in rows
    ]
    raw = "\n".join(lines).encode("utf-8", "replace")
    for outcome in read_csv(io.BytesIO(raw)):
        assert isinstance(outcome, OUTCOMES)


@given(st.binary(min_size=1, max_size=6), st.integers(0, 3000))
def test_a_damaged_message_is_refused_or_read(damage: bytes, place: int) -> None:
    raw = bytearray(message(product(1), product(2)).encode())
    place %= len(raw)
    raw[place : place + len(damage)] = damage
    source = io.BytesIO(bytes(raw))
    refused = check_message(source)
    found = list(read_onix(source))
    assert all(isinstance(outcome, OUTCOMES) for outcome in found)
    # Both passes see the same file: what the first lets through, the second reads.
    assert any(isinstance(o, FileRefused) for o in found) == (refused is not None)


@given(TITLES, st.integers(1, 10_000_000), st.integers(1, 99_999_999))
def test_an_onix_record_comes_back_as_it_went(
    name: str, cents: int, number: int
) -> None:
    amount = f"{cents // 100}.{cents % 100:02}"
    one = product(number, descriptive(name=name), supply(price(amount)))
    text = message(one, prolog="")
    for raw in (text.encode(), shortened(text).encode("utf-16")):
        (record,) = read_onix(io.BytesIO(raw))
        assert isinstance(record, Accepted)
        assert record.work.title == name
        assert record.sku.gtin == an_isbn(number)
        assert record.sku.prices is not None
        assert record.sku.prices[0].cents == cents


@given(
    st.sampled_from(sorted(Kind)),
    TITLES,
    st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20),
    st.integers(0, 10_000_000),
)
def test_a_csv_row_comes_back_as_it_went(
    kind: Kind, name: str, code: str, cents: int
) -> None:
    form = {"album": "cd", "audiobook": "mp3", "film": "dvd"}.get(kind, "")
    show = "Usine;Québec;2026-12-04;20:00" if kind is Kind.TICKET else ";;;"
    quoted = '"' + name.replace('"', '""') + '"'
    text = (
        "genre;titre;code;support;prix;lieu;ville;date;heure\n"
        f"{kind};{quoted};{code};{form};{cents // 100},{cents % 100:02};{show}\n"
    )
    (record,) = read_csv(io.BytesIO(text.encode()))
    assert isinstance(record, Accepted)
    assert (record.work.kind, record.work.title) == (kind, name)
    assert record.sku.code == code
    assert record.sku.prices is not None
    assert record.sku.prices[0].cents == cents


@given(st.text(max_size=80))
def test_written_values_are_read_or_refused(text: str) -> None:
    cents = cents_of(local_amount(text))
    assert cents is None or cents >= 0
    day = local_date(text)
    assert day is None or len(day) in (4, 7, 10)
    hour = local_hour(text)
    assert hour is None or len(hour) == 5
    assert onix_date(text, "") is None or text.strip()[:4].isdigit()


@given(st.text(max_size=300))
def test_cleaned_html_is_clean_already(text: str) -> None:
    cleaned = clean_html(text)
    assert clean_html(cleaned) == cleaned
    assert "<script" not in clean(text).lower()
