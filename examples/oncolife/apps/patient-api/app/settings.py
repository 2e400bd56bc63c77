"""What the service reads from its environment, at its start."""

import os

DATABASE_URL = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
# Where the web application is served, which alone may call from a browser.
WEB_URL = os.environ.get("WEB_URL", "http://localhost:8080")
# The commit, put into the image when it is built.
VERSION = os.environ.get("VERSION", "unknown")
