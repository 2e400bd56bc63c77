from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient

from app.main import app

config = Config("alembic.ini")
client = TestClient(app, raise_server_exceptions=False)


def test_health_tells_the_commit_and_the_schema():
    command.upgrade(config, "head")
    answer = client.get("/health").json()
    assert answer == {"status": "ok", "version": "abc1234", "schema": "0002"}


def test_a_review_is_kept():
    command.upgrade(config, "head")
    added = client.post("/reviews", json={"patient": "a review"})
    assert added.status_code == 201
    assert added.json() in client.get("/reviews").json()


def test_migrations_go_down_and_up_again():
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert client.get("/reviews").status_code == 500
    command.upgrade(config, "head")
    assert client.get("/reviews").json() == []
