import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from app.main import Symptom, add_symptom, health, list_symptoms

config = Config("alembic.ini")


def test_health_tells_the_commit_and_the_schema():
    command.upgrade(config, "head")
    assert health() == {"status": "ok", "version": "abc1234", "schema": "0002"}


def test_a_symptom_is_kept():
    command.upgrade(config, "head")
    added = add_symptom(Symptom(name="a symptom"))
    assert added in list_symptoms()


def test_migrations_go_down_and_up_again():
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    with pytest.raises(OperationalError):
        list_symptoms()
    command.upgrade(config, "head")
    assert list_symptoms() == []
