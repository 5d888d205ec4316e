"""The staff page of imports: upload, trial, result, and the worker for large files."""

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from flashsale.catalogue import import_views, jobs
from flashsale.catalogue.import_runs import LOST_AFTER, recent_runs
from flashsale.catalogue.imports import Tally
from flashsale.catalogue.models import ImportRun, Sku
from flashsale.job_runtime import run_jobs_with
from flashsale.kernel.clock import FrozenClock
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from tests.factories import a_member
from tests.onix_messages import (
    descriptive,
    large_message,
    message,
    price,
    product,
    supply,
)
from tests.sign_in import sign_in

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "catalogue-fr.csv"


def post(
    client: FlaskClient, raw: bytes, name: str, mode: str = "vrai"
) -> TestResponse:
    answer = client.post(
        "/bureau/import",
        data={"file": (io.BytesIO(raw), name), "mode": mode},
        content_type="multipart/form-data",
    )
    # The test client writes a large body to a file of its own and leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


def skus(runtime: Runtime) -> int:
    with runtime.read() as work:
        return work.session.scalar(select(func.count()).select_from(Sku)) or 0


def text_of(client: FlaskClient, response: TestResponse) -> str:
    assert response.status_code == 303
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    return " ".join(page.text.split())


def uploads(runtime: Runtime) -> list[Path]:
    return sorted((runtime.settings.data_dir / "imports").glob("*"))


def test_the_page_offers_a_trial_first(curator: FlaskClient) -> None:
    page = curator.get("/bureau/import")
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text
    assert 'value="essai"' in page.text
    assert "32 Mo au plus" in page.text.replace("\u00a0", " ")
    assert (
        curator.get("/bureau/catalogue/import")
        .headers["Location"]
        .endswith("/bureau/import")
    )


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SUPPORT])
def test_only_curators_and_administrators_import(
    client: FlaskClient, runtime: Runtime, role: Role
) -> None:
    with runtime.work() as work:
        member_id = a_member(work, role=role)
    sign_in(client, runtime, member_id)
    assert client.get("/bureau/import").status_code == 403
    assert post(client, b"", "x.csv").status_code == 403


def test_a_csv_is_imported_at_once(curator: FlaskClient, runtime: Runtime) -> None:
    page = text_of(curator, post(curator, SAMPLE.read_bytes(), "automne.csv"))
    assert "automne.csv" in page
    assert "<dt>Créées</dt><dd>12</dd>" in page
    assert skus(runtime) == 12
    assert uploads(runtime) == []


def test_a_trial_writes_nothing_and_says_so(
    curator: FlaskClient, runtime: Runtime
) -> None:
    page = text_of(curator, post(curator, SAMPLE.read_bytes(), "a.csv", "essai"))
    assert "rien n’est écrit" in page
    assert "<dt>À créer</dt><dd>12</dd>" in page
    assert skus(runtime) == 0


def test_each_reason_stands_in_the_table(
    curator: FlaskClient, runtime: Runtime
) -> None:
    bad = product(2, descriptive(), supply(price("-1", "USDD")))
    raw = message(product(1), bad).encode()
    page = text_of(curator, post(curator, raw, "printemps.xml"))
    assert "CurrencyCode" in page
    assert "ce n’est pas une devise ISO 4217 (USDD)" in page
    assert "le prix est inutilisable (-1)" in page
    assert "ref.2" in page
    assert skus(runtime) == 1


def test_what_a_file_says_is_shown_as_text(curator: FlaskClient) -> None:
    raw = b'genre;titre;code\nlivre;"<script>x()</script>";"<b>"\n'
    page = text_of(curator, post(curator, raw, "a<img src=x>.csv"))
    assert "<script>x()" not in page
    assert "<img src=x>" not in page


def test_a_file_refused_whole_says_why(curator: FlaskClient, runtime: Runtime) -> None:
    page = text_of(curator, post(curator, b"<ONIXMessage/>", "vieux.xml"))
    assert "Rien n’est écrit. Ligne 1" in page
    assert page.lower().count("fichier refusé") == 1
    assert "ONIX 2.1" in page
    assert skus(runtime) == 0


def test_without_a_file_the_form_says_so(curator: FlaskClient) -> None:
    answer = curator.post(
        "/bureau/import", data={"mode": "vrai"}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "Choisissez un fichier ONIX ou CSV." in answer.text
    assert "<title>Erreur" in answer.text


def test_the_form_needs_its_token(curator: FlaskClient) -> None:
    curator.application.config["WTF_CSRF_ENABLED"] = True
    assert post(curator, SAMPLE.read_bytes(), "a.csv").status_code == 400


def test_an_unknown_import_is_not_found(curator: FlaskClient) -> None:
    assert curator.get("/bureau/import/NOPE").status_code == 404


@pytest.fixture
def worker(runtime: Runtime) -> None:
    """Let jobs run in this process."""
    run_jobs_with(runtime)


@pytest.mark.usefixtures("worker")
def test_a_large_file_is_read_by_the_worker(
    curator: FlaskClient, runtime: Runtime
) -> None:
    raw = b"".join(large_message(import_views.AT_ONCE_BYTES + 10_000))
    answer = post(curator, raw, "gros.xml")
    page = text_of(curator, answer)
    assert "<progress" in page
    assert "Actualiser" in page
    assert skus(runtime) == 0
    with runtime.read() as work:
        (run,) = recent_runs(work)
    assert runtime.redis.exists(f"rq:job:import-{run.id}")
    jobs.run_import(run.id)
    page = text_of(curator, answer)
    assert "<progress" not in page
    assert skus(runtime) == run_tally(runtime).created > 500
    assert uploads(runtime) == []
    # At-least-once: a second run of the same job finds it over.
    jobs.run_import(run.id)
    assert run_tally(runtime).created > 500


def run_tally(runtime: Runtime) -> Tally:
    with runtime.read() as work:
        return recent_runs(work)[0].tally


@pytest.mark.usefixtures("worker")
def test_an_import_that_the_queue_lost_is_asked_for_again(
    curator: FlaskClient, runtime: Runtime, clock: FrozenClock
) -> None:
    raw = b"".join(large_message(import_views.AT_ONCE_BYTES + 10_000))
    post(curator, raw, "gros.xml")
    runtime.redis.flushall()
    jobs.sweep_imports()
    with runtime.read() as work:
        (run,) = recent_runs(work)
    assert not runtime.redis.exists(f"rq:job:import-{run.id}")
    clock.advance(seconds=LOST_AFTER.total_seconds() + 1)
    jobs.sweep_imports()
    assert runtime.redis.exists(f"rq:job:import-{run.id}")


@pytest.mark.usefixtures("worker")
def test_an_upload_that_is_gone_ends_as_refused(
    curator: FlaskClient, runtime: Runtime
) -> None:
    raw = b"".join(large_message(import_views.AT_ONCE_BYTES + 10_000))
    answer = post(curator, raw, "gros.xml")
    (upload,) = uploads(runtime)
    upload.unlink()
    with runtime.read() as work:
        run_id = work.session.scalars(select(ImportRun.id)).one()
    jobs.run_import(run_id)
    assert "ne peut pas être lu" in text_of(curator, answer)
