"""The web application as a WSGI server takes it: `wsgi:application`."""

import os

from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.settings import load_settings
from flashsale.start_checks import start_checks

_runtime = build(load_settings(os.environ))
start_checks(_runtime)
application = create_app(_runtime)
