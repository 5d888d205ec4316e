"""The upload of a file to import."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

DRY_RUN, FOR_REAL = "essai", "vrai"


class ImportForm(FlaskForm):
    """One file, and whether to try or to write."""

    file = FileField(
        lazy_gettext("Fichier"),
        [FileRequired(lazy_gettext("Choisissez un fichier ONIX ou CSV."))],
    )
    mode = RadioField(
        lazy_gettext("Que faire"),
        [InputRequired(lazy_gettext("Choisissez l’essai ou l’import."))],
        default=DRY_RUN,
    )

    def __init__(self) -> None:
        """Read the request; the library carries no types, this border does."""
        form: Any = super()
        form.__init__()
        trial = gettext("Essayer : dire ce qui changerait, sans rien écrire")
        self.mode.choices = [
            SelectChoice(DRY_RUN, trial),
            SelectChoice(FOR_REAL, gettext("Importer pour vrai")),
        ]

    def is_valid(self) -> bool:
        """Check the fields; their faults stand on them afterwards."""
        form: Any = super()
        return bool(form.validate())
