"""A severity for each symptom: with a default, for the release before this one"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    column = sa.Column("severity", sa.Text, nullable=False, server_default="")
    op.add_column("symptoms", column)


def downgrade() -> None:
    op.drop_column("symptoms", "severity")
