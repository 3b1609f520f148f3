"""The WSGI application that the server runs; it does not come up on settings that would harm (config/refusals.py)."""

from __future__ import annotations

import io
import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from innercircle.config.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innercircle.config.settings")

application = get_wsgi_application()
call_command("check", deploy=True, fail_level="WARNING", databases=["default"], stdout=io.StringIO())
warm_up()
