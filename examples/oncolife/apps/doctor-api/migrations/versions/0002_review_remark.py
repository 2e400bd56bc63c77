"""A remark for each review: with a default, for the release before this one"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    column = sa.Column("remark", sa.Text, nullable=False, server_default="")
    op.add_column("reviews", column)


def downgrade() -> None:
    op.drop_column("reviews", "remark")
