"""Error pages: what went wrong, in the reader's words, with one way out."""

import logging
from dataclasses import dataclass

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One error, said in words. english: only on pages made without a language."""

    code: int
    title: str
    text: str
    english: str = ""


def _words(code: int) -> tuple[str, str]:
    """Return the title and the text of an HTTP status."""
    match code:
        case 403:
            return (
                gettext("Ce n’est pas pour vous"),
                gettext("Cette page est réservée à d’autres personnes de la maison."),
            )
        case 404:
            return (
                gettext("Rien à cette adresse"),
                gettext("La page a changé de place, ou n’a jamais existé."),
            )
        case 405:
            return (
                gettext("Pas par ce chemin"),
                gettext("Cette adresse répond à un bouton, pas à une visite."),
            )
        case 409:
            return (
                gettext("Quelqu’un l’a pris pendant que vous cliquiez"),
                gettext("La table a changé entre-temps. Rechargez la page pour voir."),
            )
        case 413:
            return (
                gettext("C’est trop lourd"),
                gettext("Le fichier ou le texte dépasse ce que la maison accepte."),
            )
        case 429:
            return (
                gettext("Un peu vite"),
                gettext("Trop de demandes à la fois. Attendez une minute et reprenez."),
            )
        case _:
            return (
                gettext("La demande est incomplète"),
                gettext("Revenez en arrière, rechargez la page et recommencez."),
            )


def _stale_form(error: CSRFError) -> tuple[str, int]:
    page = ErrorPage(
        400,
        gettext("La page était ouverte depuis trop longtemps"),
        gettext("Rien n’a été envoyé. Rechargez la page et recommencez."),
    )
    return render_template("errors/error.html", page=page), 400


def _refusal(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error.get_response()
    if code >= 500:
        return _broken(code)
    title, text = _words(code)
    page = ErrorPage(code, title, text)
    return render_template("errors/error.html", page=page), code


def _broken(code: int) -> tuple[str, int]:
    """Return a page that asks nothing of the stores, in both languages."""
    page = ErrorPage(
        code,
        "La maison a un empêchement",
        "Rien n’a été perdu : ce qui est payé est payé, ce qui est gardé reste gardé "
        "jusqu’à son heure. Réessayez dans une minute.",
        "Something on our side is not answering. Nothing was lost: what is paid is "
        "paid, what is held stays held until its time. Try again in a minute.",
    )
    # Not by `render_template`: what every page is given is asked of the stores.
    template = current_app.jinja_env.get_template("errors/broken.html")
    return template.render(page=page), code


def _store_down(error: OperationalError) -> tuple[str, int]:
    log.error("store.down", exc_info=error)
    return _broken(503)


def _fault(error: InternalServerError) -> tuple[str, int]:
    # The store may also fail under the page of another error.
    if isinstance(error.original_exception, OperationalError):
        return _broken(503)
    return _broken(500)


def register(app: Flask) -> None:
    """Answer errors of `app` with pages of the house."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(OperationalError, _store_down)
    app.register_error_handler(InternalServerError, _fault)
    app.register_error_handler(HTTPException, _refusal)
