"""The language of each answer, and the texts it is written in."""

from collections.abc import Callable
from gettext import NullTranslations
from typing import cast

import flask_babel
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, Domain
from flask_login import current_user
from jinja2 import Environment

from flashsale.kernel.language import Language
from flashsale.web import filters
from flashsale.web.catalogues import translations

COOKIE = "langue"
HTML_LANG = {Language.FR: "fr-CA", Language.EN: "en-CA"}


class HouseDomain(Domain):
    """Texts from the .po files read at the start, instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        """Return the texts of the language of this request."""
        return translations(current_language())


class HouseBabel(Babel):
    """Flask-Babel with the house's catalogues."""

    domain_instance = HouseDomain()  # type: ignore[no-untyped-call]


def _read(value: str | None) -> Language | None:
    return Language(value) if value in ("fr", "en") else None


def chosen_language() -> Language:
    """Return the language of this request.

    The choice made in this browser (a cookie), else the member's own, else what
    the browser asks for, else French.
    """
    chosen = _read(request.cookies.get(COOKIE))
    if chosen is None and hasattr(current_app, "login_manager"):
        chosen = _read(getattr(current_user, "language", None))
    if chosen is None:
        chosen = _read(request.accept_languages.best_match(["fr", "en"]))
    return chosen or Language.FR


def current_language() -> Language:
    """Return the language being written, within a request or `force_locale`."""
    locale = flask_babel.get_locale()
    return Language.EN if locale and locale.language == "en" else Language.FR


def _selected_locale() -> str:
    if not has_request_context():
        return filters.LOCALES[Language.FR]
    return filters.LOCALES[chosen_language()]


def register(app: Flask) -> None:
    """Give `app` its languages, its texts and its formats."""
    HouseBabel(  # type: ignore[no-untyped-call]
        app,
        default_locale=filters.LOCALES[Language.FR],
        default_timezone=str(filters.ZONE),
        locale_selector=_selected_locale,
    )
    filters.register(app.jinja_env, current_language)
    # The catalogues are read before the first visitor, not by them.
    for language in Language:
        translations(language)


def install_texts(env: Environment, language: Callable[[], Language]) -> None:
    """Give a template environment without Flask (letters) its texts and formats."""

    def texts() -> NullTranslations:
        return translations(language())

    env.add_extension("jinja2.ext.i18n")
    install = cast(
        Callable[..., None],
        getattr(env, "install_gettext_callables"),  # noqa: B009
    )
    install(
        gettext=lambda text: texts().gettext(text),
        ngettext=lambda one, many, n: texts().ngettext(one, many, n),
        pgettext=lambda context, text: texts().pgettext(context, text),
        npgettext=lambda c, one, many, n: texts().npgettext(c, one, many, n),
        newstyle=True,
    )
    filters.register(env, language)
