import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from app.main import engine


@pytest.fixture
def config():
    config = Config("alembic.ini")
    command.downgrade(config, "base")
    return config


def columns() -> set[str]:
    return {column["name"] for column in inspect(engine).get_columns("links")}


def test_every_migration_goes_up_and_down_and_up_again(config):
    command.upgrade(config, "head")
    assert columns() == {"id", "url", "title"}
    command.downgrade(config, "-1")
    assert columns() == {"id", "url"}
    command.downgrade(config, "-1")
    assert not inspect(engine).has_table("links")
    command.upgrade(config, "head")
    assert columns() == {"id", "url", "title"}
