"""The tax report as a table for a spreadsheet."""

from flask_babel import gettext

from flashsale.orders.tax_report import TaxReport
from flashsale.taxes.wording import tax_word
from flashsale.web.provinces import PROVINCES
from flashsale.web.spreadsheets import Cell, Sheet


def sheet_of(report: TaxReport) -> Sheet:
    """Return a report as a table, in the reader's language."""
    columns = (
        (gettext("Taxe"), Cell.TEXT),
        (gettext("Endroit"), Cell.TEXT),
        (gettext("Taux en pourcentage"), Cell.RATE),
        (gettext("Commandes"), Cell.COUNT),
        (gettext("Ventes taxées"), Cell.CENTS),
        (gettext("Taxe perçue"), Cell.CENTS),
        (gettext("Ventes remboursées"), Cell.CENTS),
        (gettext("Taxe remboursée"), Cell.CENTS),
        (gettext("Ventes taxées, net"), Cell.CENTS),
        (gettext("Taxe à remettre"), Cell.CENTS),
    )
    rows = [
        (
            tax_word(row.tax, row.place),
            str(PROVINCES[row.place]),
            row.rate,
            row.orders,
            row.base_cents,
            row.cents,
            row.back_base_cents,
            row.back_cents,
            row.net_base_cents,
            row.net_cents,
        )
        for row in report.rows
    ]
    return Sheet(columns, rows)
