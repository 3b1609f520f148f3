"""The product's own settings, made quick and hermetic for tests."""

from __future__ import annotations

import os
import tempfile

# Whatever an installation on this machine has set is put aside: tests never see its data. DATABASE_URL alone counts.
for _name in [name for name in os.environ if name.startswith("INNERCIRCLE_")]:
    del os.environ[_name]
os.environ["INNERCIRCLE_HOME"] = tempfile.mkdtemp(prefix="innercircle-tests-")
os.environ["INNERCIRCLE_SECRET_KEY"] = "tests only, never a secret: 0123456789abcdef0123456789abcdef"
os.environ["INNERCIRCLE_HTTPS"] = "no"

from innercircle.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  # WhiteNoise warns where there is none
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405  # said aloud, for tests in several processes
