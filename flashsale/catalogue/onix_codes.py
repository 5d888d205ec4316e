"""ONIX for Books 3: short and reference tags, and the codes of the lists used here."""

from dataclasses import dataclass

from flashsale.kernel.kinds import Form, Kind

# Short tag -> reference name. Composites have the same name in lower case.
_SHORT_CODES = """
a001 RecordReference a002 NotificationType
b012 ProductForm b029 Subtitle b030 TitlePrefix b031 TitleWithoutPrefix
b034 SequenceNumber b035 ContributorRole b036 PersonName b037 PersonNameInverted
b038 TitlesBeforeNames b039 NamesBeforeKey b040 KeyNames b041 NamesAfterKey
b042 LettersAfterNames b043 TitlesAfterNames b047 CorporateName b049
ContributorStatement b067 SubjectSchemeIdentifier b069 SubjectCode
b070 SubjectHeadingText b079 ImprintName b081 PublisherName b201 WorkIDType
b202 TitleType b203 TitleText b218 ExtentType b219 ExtentValue b220 ExtentUnit
b221 ProductIDType b233 IDTypeName b244 IDValue b247 PrefixToKey b248 SuffixToKey
b249 UnnamedPersons b252 LanguageCode b253 LanguageRole b291 PublishingRole b306 Date
b333 ProductFormDetail b385 ProductContentType b394 PublishingStatus c094 Measurement
c095 MeasureUnitCode d104 Text j151 PriceAmount j152 CurrencyCode j192
UnpricedItemType j260 DateFormat j261 PriceQualifier m184 DefaultLanguageOfText m186
DefaultCurrencyCode x298 SenderName x307 SentDateTime x310 DefaultPriceType x314
ProductComposition x315 MeasureType x409 TitleElementLevel x410 PartNumber x416
PrimaryContentType x421 ExtentValueRoman x425 MainSubject x426 TextType x427
ContentAudience x435 ResourceLink x436 ResourceContentType x437 ResourceMode x439
FeatureValue x441 ResourceForm x442 ResourceVersionFeatureType x443
CorporateNameInverted x448 PublishingDateRole x449 CountriesIncluded x450
RegionsIncluded x451 CountriesExcluded x452 RegionsExcluded x454 WorkRelationCode x455
ProductRelationCode x462 PriceType x478 TitleStatement x501 NoPrefix
""".split()
_COMPOSITES = """
Header Sender Product ProductIdentifier DescriptiveDetail Measure Collection
TitleDetail TitleElement Contributor Language Extent Subject CollateralDetail
TextContent SupportingResource ResourceVersion ResourceVersionFeature
PublishingDetail Imprint Publisher PublishingDate SalesRights Territory
RelatedMaterial RelatedWork WorkIdentifier RelatedProduct ProductSupply Market
SupplyDetail Price
""".split()

REFERENCE_NAMES: dict[str, str] = (
    {name: name for name in _SHORT_CODES[1::2] + _COMPOSITES}
    | {name.lower(): name for name in _COMPOSITES}
    | dict(zip(_SHORT_CODES[::2], _SHORT_CODES[1::2], strict=True))
)


@dataclass(frozen=True, slots=True)
class FormMeaning:
    """What a code of list 150 is in this house.

    is_goods: printed, but no book to the tax (law-and-tax.md L22).
    """

    kind: Kind
    form: Form
    label_fr: str
    label_en: str
    is_goods: bool = False


def _book(fr: str, en: str) -> FormMeaning:
    return FormMeaning(Kind.BOOK, Form.PRINT, fr, en)


def _goods(fr: str, en: str) -> FormMeaning:
    return FormMeaning(Kind.BOOK, Form.PRINT, fr, en, is_goods=True)


def _spoken(form: Form, fr: str, en: str) -> FormMeaning:
    return FormMeaning(Kind.AUDIOBOOK, form, fr, en)


def _film(fr: str, en: str) -> FormMeaning:
    return FormMeaning(Kind.FILM, Form.VIDEO_DISC, fr, en)


_DISC = _spoken(Form.AUDIO_DISC, "Disque audio", "Audio disc")
_AUDIO_FILE = _spoken(Form.AUDIO_FILE, "Livre audio (fichier)", "Audiobook (file)")
_EBOOK = FormMeaning(Kind.BOOK, Form.EBOOK, "Livre numérique", "E-book")
_BOX = FormMeaning(Kind.BOOK, Form.BUNDLE, "Coffret", "Boxed set")
_PRINTED = _book("Livre imprimé", "Printed book")
_STATIONERY = _goods("Papeterie", "Stationery")

FORMS: dict[str, FormMeaning] = {
    "AA": _DISC,
    "AB": _spoken(Form.CASSETTE, "Cassette", "Cassette"),
    "AC": _spoken(Form.AUDIO_DISC, "CD", "CD"),
    "AD": _spoken(Form.CASSETTE, "Cassette numérique", "Digital tape"),
    "AF": _spoken(Form.CASSETTE, "Bande audio", "Audio tape"),
    "AJ": _AUDIO_FILE,
    "AM": _spoken(Form.VINYL, "Vinyle", "Vinyl"),
    "AN": _AUDIO_FILE,
    "BA": _PRINTED,
    "BB": _book("Livre relié", "Hardback"),
    "BC": _book("Livre broché", "Paperback"),
    "BE": _book("Livre à spirale", "Spiral-bound book"),
    "BF": _book("Brochure", "Pamphlet"),
    "BH": _book("Livre cartonné", "Board book"),
    "EA": _EBOOK,
    "EB": _EBOOK,
    "ED": _EBOOK,
    "PH": _goods("Ensemble", "Kit"),
    "PI": _book("Partition", "Sheet music"),
    "PJ": _goods("Carte postale", "Postcard"),
    "PK": _goods("Affiche", "Poster"),
    "VI": _film("DVD", "DVD"),
    "VJ": _film("Vidéocassette", "Videotape"),
    "VO": _film("Blu-ray", "Blu-ray"),
}
FORMS |= dict.fromkeys(("AE", "AG", "AH", "AI", "AK", "AL", "AZ"), _DISC)
FORMS |= {f"B{letter}": _PRINTED for letter in "DGIJKLMNOPZ"}
FORMS |= {f"C{letter}": _goods("Carte", "Map") for letter in "ABCDZ"}
FORMS |= {f"P{letter}": _STATIONERY for letter in "ABCDEFGLMNOPQRSTUVZ"}
FORMS |= {f"S{letter}": _BOX for letter in "ABCDEF"}
FORMS |= {f"V{letter}": _film("Vidéo", "Video") for letter in "AFKLMNPZ"}

# In list 150, but nothing the house can sell: streams, carriers of data, merchandise.
FORMS_NOT_SOLD = frozenset(
    ["AO", "CE", "EC"]
    + [f"D{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    + [f"F{letter}" for letter in "ABCDEFZ"]
    + [f"L{letter}" for letter in "ABCDE"]
    + [f"M{letter}" for letter in "ABCZ"]
    + [f"R{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    + [f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTYZ"]
    + [f"Z{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
)
UNDEFINED_FORM = "00"

# List 175: a digital file that is heard (A1xx), and one that is a PDF.
PDF_DETAIL = "E107"
# List 81: what a recording holds.
SPOKEN_CONTENT, MUSIC_CONTENT = {"01", "02", "13", "21", "22"}, {"03"}

# List 1. Test records are not to be loaded.
DELETE, TESTS = "05", {"88", "89"}
NOTIFICATIONS = {"01", "02", "03", "04", "05", "08", "09", "12", "13", "14"} | TESTS

# List 5, in the order in which a number is taken to be the product's.
ISBN_13, GTIN_13, ISBN_10, UPC, GTIN_14 = "15", "03", "02", "04", "14"
GTIN_TYPES = (ISBN_13, GTIN_13, ISBN_10, UPC, GTIN_14)
OWN_IDENTIFIER = "01"

PUBLISHING_STATUSES = {f"{n:02}" for n in range(18)}

# List 58: what a consumer pays, without tax and with it. The rest is between trades.
RETAIL_WITHOUT_TAX = {"01", "03", "11", "13", "21", "23", "31", "33", "41"}
RETAIL_WITH_TAX = {"02", "04", "12", "14", "22", "24", "32", "34", "42"}
TRADE_PRICES = {
    *("05", "06", "07", "08", "09", "15", "17", "25", "27", "35", "36", "37"),
    *("43", "44", "45", "46", "47", "48", "49", "99"),
}
# List 59: a price for everyone, or for consumers.
PUBLIC_PRICES = {"", "00", "05"}

# List 23 and 24: lengths, and the units that fit them.
PAGE_EXTENTS = ("00", "07", "10", "11", "08", "05", "03")
DURATION_EXTENTS = ("09",)
PAGE_UNITS = {"03"}
DURATION_UNITS = {"04", "05", "06", "14", "15", "16"}

# Lists 48 and 50, to millimetres and grams.
MEASURES = {"01": "height_mm", "02": "width_mm", "03": "thickness_mm", "08": "weight_g"}
MILLIMETRES = {"mm": "1", "cm": "10", "in": "25.4"}
GRAMS = {"gr": "1", "kg": "1000", "lb": "453.59237", "oz": "28.349523125"}

# List 27: Thema, BISAC, keywords, and the schemes of French and Canadian shelves.
SUBJECT_SCHEMES = {"10", "20", "29"} | {str(n) for n in range(93, 100)} | {"01", "B2"}

# List 51: other formats of the same work.
ALTERNATIVE_FORMATS = {"06", "13", "27"}
MANIFESTATION_OF = "01"

# List 153: the texts that describe, the fuller first.
DESCRIPTION_TYPES = ("03", "02", "05", "12")

# List 19.
UNNAMED = {
    "01": "Inconnu",
    "02": "Anonyme",
    "03": "et al.",
    "04": "Collectif",
}

# List 49 beyond the regions of a country, which are a country code, a hyphen, a code.
WORLD_REGIONS = {"WORLD", "ROW", "ECZ"}
