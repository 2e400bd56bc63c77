"""What the service reads from its environment, at its start: one that lacks a setting must not come up."""

import os
import re

# postgres:// is what many secrets hold; SQLAlchemy wants the name of its dialect.
DATABASE_URL = re.sub(r"^postgres://", "postgresql://", os.environ["DATABASE_URL"])

# The commit, put into the image when it is built.
VERSION = os.environ.get("VERSION", "unknown")
