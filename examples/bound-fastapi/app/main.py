"""Links, kept in PostgreSQL: GET and POST /links, and /health for whoever deploys."""

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, inspect, text

from app.settings import DATABASE_URL, VERSION

app = FastAPI(title="bound")
# A connection that the database has closed meanwhile, as after a failover, is replaced before it is used.
engine = create_engine(DATABASE_URL, pool_pre_ping=True)


class Link(BaseModel):
    url: str
    title: str = ""


@app.get("/health")
def health() -> dict[str, str]:
    """Tells the commit, so that a deployment can prove that the new version answers, and the schema it works on."""
    with engine.connect() as connection:
        # Before the first migration the service is well, although it can do little.
        migrated = inspect(connection).has_table("alembic_version")
        schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if migrated else None
    return {"status": "ok", "version": VERSION, "schema": schema or "none"}


@app.get("/links")
def list_links() -> list[dict]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, url, title FROM links ORDER BY id"))
        return [{"id": row.id, "url": row.url, "title": row.title} for row in rows]


@app.post("/links", status_code=201)
def add_link(link: Link) -> dict:
    with engine.begin() as connection:
        insert = text("INSERT INTO links (url, title) VALUES (:url, :title) RETURNING id")
        id = connection.execute(insert, {"url": link.url, "title": link.title}).scalar()
    return {"id": id, "url": link.url, "title": link.title}
