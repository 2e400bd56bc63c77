"""A database file of its own for each test run: no server and no network."""

import os
import tempfile

os.environ["DATABASE_URL"] = f"sqlite:///{tempfile.mkdtemp()}/test.sqlite"
os.environ["VERSION"] = "abc1234"
