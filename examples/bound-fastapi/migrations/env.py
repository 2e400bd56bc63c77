"""Runs the migrations that `alembic` was asked for on the database of DATABASE_URL."""

from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine

from app.settings import DATABASE_URL

fileConfig(context.config.config_file_name, disable_existing_loggers=False)

with create_engine(DATABASE_URL).connect() as connection:
    # A transaction each: when the second migration fails, the first one has happened,
    # and `current` says so.
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
