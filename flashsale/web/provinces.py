"""The names of the provinces and territories, in the language of the request."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from flashsale.kernel.places import Province

PROVINCES: dict[Province, LazyString] = {
    Province.QC: lazy_gettext("Québec"),
    Province.ON: lazy_gettext("Ontario"),
    Province.NB: lazy_gettext("Nouveau-Brunswick"),
    Province.NS: lazy_gettext("Nouvelle-Écosse"),
    Province.PE: lazy_gettext("Île-du-Prince-Édouard"),
    Province.NL: lazy_gettext("Terre-Neuve-et-Labrador"),
    Province.MB: lazy_gettext("Manitoba"),
    Province.SK: lazy_gettext("Saskatchewan"),
    Province.AB: lazy_gettext("Alberta"),
    Province.BC: lazy_gettext("Colombie-Britannique"),
    Province.YT: lazy_gettext("Yukon"),
    Province.NT: lazy_gettext("Territoires du Nord-Ouest"),
    Province.NU: lazy_gettext("Nunavut"),
}
