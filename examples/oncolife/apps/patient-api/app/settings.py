"""What the service reads from its environment, at its start."""

import os

DATABASE_URL = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
# The commit, put into the image when it is built.
VERSION = os.environ.get("VERSION", "unknown")
