import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from app.main import app, engine


@pytest.fixture
def client():
    command.upgrade(Config("alembic.ini"), "head")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM links"))
    return TestClient(app, raise_server_exceptions=False)


def test_health_tells_the_commit_and_the_schema(client):
    assert client.get("/health").json() == {"status": "ok", "version": "abc1234", "schema": "0002"}


def test_health_is_well_before_the_first_migration(client):
    command.downgrade(Config("alembic.ini"), "base")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert client.get("/health").json() == {"status": "ok", "version": "abc1234", "schema": "none"}


def test_health_fails_without_the_database(client, monkeypatch):
    monkeypatch.setattr("app.main.engine", create_engine("sqlite:////nowhere/at/all.sqlite"))
    assert client.get("/health").status_code == 500


def test_a_link_is_kept(client):
    added = client.post("/links", json={"url": "https://example.com", "title": "Example"})
    assert added.status_code == 201
    assert client.get("/links").json() == [added.json()]


def test_a_link_needs_no_title(client):
    assert client.post("/links", json={"url": "https://example.com"}).json()["title"] == ""


def test_a_link_without_url_is_refused(client):
    assert client.post("/links", json={}).status_code == 422
