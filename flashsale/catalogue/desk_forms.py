"""The form that completes a work by hand."""

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired, Length

from flashsale.catalogue.completions import (
    CompletionRefusal,
    SkuCompletion,
    WorkCompletion,
)
from flashsale.catalogue.desk_reads import WorkSheet
from flashsale.kernel.folding import one_line
from flashsale.kernel.ids import SkuId
from flashsale.kernel.kinds import Form, Kind

HEAVIEST_G = 30_000
THICKEST_MM = 1_000


class CompletionForm(FlaskForm):
    """What names and describes a work; `form_of` adds a line for each SKU."""

    title = StringField(
        lazy_gettext("Titre"),
        [
            InputRequired(lazy_gettext("Écrivez le titre.")),
            Length(max=300, message=lazy_gettext("Pas plus de 300 caractères.")),
        ],
    )
    subtitle = StringField(
        lazy_gettext("Sous-titre"),
        [Length(max=300, message=lazy_gettext("Pas plus de 300 caractères."))],
    )
    byline = StringField(
        lazy_gettext("De qui"),
        [Length(max=300, message=lazy_gettext("Pas plus de 300 caractères."))],
    )
    producer = StringField(
        lazy_gettext("Maison, label ou collectif"),
        [Length(max=200, message=lazy_gettext("Pas plus de 200 caractères."))],
    )
    kind = SelectField(lazy_gettext("Genre"), validate_choice=False)
    cover_alt_fr = StringField(
        lazy_gettext("Description de l’image, en français"),
        [Length(max=400, message=lazy_gettext("Pas plus de 400 caractères."))],
    )
    cover_alt_en = StringField(
        lazy_gettext("Description de l’image, en anglais"),
        [Length(max=400, message=lazy_gettext("Pas plus de 400 caractères."))],
    )


def kind_words() -> dict[str, str]:
    """Return the word of each kind."""
    return {
        str(Kind.BOOK): gettext("Livre"),
        str(Kind.AUDIOBOOK): gettext("Livre audio"),
        str(Kind.ALBUM): gettext("Album"),
        str(Kind.FILM): gettext("Film"),
        str(Kind.MAGAZINE): gettext("Revue"),
        str(Kind.FANZINE): gettext("Fanzine"),
        str(Kind.TICKET): gettext("Spectacle"),
    }


def form_words() -> dict[str, str]:
    """Return the words of each form of a copy."""
    return {
        str(Form.PRINT): gettext("Imprimé"),
        str(Form.EBOOK): gettext("Livre numérique"),
        str(Form.AUDIO_FILE): gettext("Fichier audio"),
        str(Form.AUDIO_DISC): gettext("Disque compact"),
        str(Form.VINYL): gettext("Vinyle"),
        str(Form.CASSETTE): gettext("Cassette"),
        str(Form.VIDEO_FILE): gettext("Fichier vidéo"),
        str(Form.VIDEO_DISC): gettext("Disque vidéo"),
        str(Form.PDF): gettext("PDF"),
        str(Form.BUNDLE): gettext("Ensemble"),
        str(Form.ADMISSION): gettext("Billet"),
    }


def form_of(sheet: WorkSheet, *, sent: bool) -> CompletionForm:
    """Return the form of a work: as this request sent it, or as it is kept."""
    fields: dict[str, Field] = {}
    for sku in sheet.skus:
        name = f"sku-{sku.facts.id}-"
        fields |= {
            f"{name}forme": SelectField(lazy_gettext("Format"), validate_choice=False),
            f"{name}poids": StringField(lazy_gettext("Poids (g)")),
            f"{name}epaisseur": StringField(lazy_gettext("Épaisseur (mm)")),
        }
    made = type("CompletionFormOfWork", (CompletionForm,), fields)
    form: CompletionForm = made() if sent else made(None)
    form.kind.choices = list(kind_words().items())
    for sku in sheet.skus:
        form[f"sku-{sku.facts.id}-forme"].choices = _form_choices(sku.is_undefined)
    if not sent:
        _fill(form, sheet)
    return form


def _form_choices(is_undefined: bool) -> list[tuple[str, str]]:
    unknown = [("", gettext("à préciser"))] if is_undefined else []
    return unknown + list(form_words().items())


def _fill(form: CompletionForm, sheet: WorkSheet) -> None:
    facts = sheet.facts
    form.title.data, form.subtitle.data = facts.title, facts.subtitle
    form.byline.data, form.producer.data = facts.byline, facts.producer_name
    form.kind.data = str(facts.kind)
    form.cover_alt_fr.data = facts.cover.alt_fr if facts.cover else ""
    form.cover_alt_en.data = facts.cover.alt_en if facts.cover else ""
    for sku in sheet.skus:
        name = f"sku-{sku.facts.id}-"
        form[f"{name}forme"].data = "" if sku.is_undefined else str(sku.facts.form)
        form[f"{name}poids"].data = str(sku.facts.weight_g or "")
        form[f"{name}epaisseur"].data = str(sku.facts.thickness_mm or "")


def completion_of(form: CompletionForm, sheet: WorkSheet) -> WorkCompletion | None:
    """Return what a form says, or None after telling each field what is wrong."""
    is_well_written = bool(form.validate())  # type: ignore[no-untyped-call]
    if form.kind.data not in tuple(Kind):
        form.kind.errors = (gettext("Choisissez un genre."),)
        is_well_written = False
    skus: dict[SkuId, SkuCompletion] = {}
    for sku in sheet.skus:
        said = _sku_of(form, f"sku-{sku.facts.id}-")
        is_left_open = sku.is_undefined and not form[f"sku-{sku.facts.id}-forme"].data
        if said is not None:
            skus[sku.facts.id] = said
        elif not is_left_open:
            is_well_written = False
    if not is_well_written:
        return None
    return WorkCompletion(
        work_id=sheet.facts.id,
        title=one_line(form.title.data or ""),
        subtitle=one_line(form.subtitle.data or ""),
        byline=one_line(form.byline.data or ""),
        producer_name=one_line(form.producer.data or ""),
        kind=Kind(form.kind.data),
        cover_alt_fr=one_line(form.cover_alt_fr.data or ""),
        cover_alt_en=one_line(form.cover_alt_en.data or ""),
        skus=skus,
    )


def _sku_of(form: CompletionForm, name: str) -> SkuCompletion | None:
    chosen = form[f"{name}forme"]
    weight = _measure(form, f"{name}poids", HEAVIEST_G)
    thickness = _measure(form, f"{name}epaisseur", THICKEST_MM)
    if chosen.data not in tuple(Form):
        if chosen.data:
            chosen.errors = (gettext("Choisissez un format."),)
        return None
    if form[f"{name}poids"].errors or form[f"{name}epaisseur"].errors:
        return None
    return SkuCompletion(
        form=Form(chosen.data), weight_g=weight, thickness_mm=thickness
    )


def _measure(form: CompletionForm, name: str, most: int) -> int | None:
    typed = (form[name].data or "").strip()
    if not typed:
        return None
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 6
    if is_number and 1 <= int(typed) <= most:
        return int(typed)
    form[name].errors = (gettext("Un nombre entier de 1 à %(n)s, ou rien.", n=most),)
    return None


def tell(form: CompletionForm, refusal: CompletionRefusal) -> None:
    """Write why the work was not kept next to its title."""
    match refusal:
        case CompletionRefusal.TITLE_MISSING:
            form.title.errors = (gettext("Écrivez le titre."),)
        case CompletionRefusal.TITLE_IS_A_CODE:
            form.title.errors = (
                gettext("C’est le code d’un format, pas encore un titre."),
            )
