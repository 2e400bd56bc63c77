"""Titles of links: with a default, so that the release before this one goes on writing rows"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("links", sa.Column("title", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("links", "title")
