"""What doctors say to it: GET and POST /reviews."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel
from sqlalchemy import create_engine, inspect, text

from app.settings import DATABASE_URL, VERSION, WEB_URL

app = FastAPI(title="doctor-api")
app.add_middleware(
    CORSMiddleware, allow_origins=[WEB_URL], allow_methods=["*"], allow_headers=["*"]
)
engine = create_engine(DATABASE_URL, pool_pre_ping=True)


class Review(BaseModel):
    patient: str
    remark: str = ""


@app.get("/health")
def health() -> dict[str, str]:
    with engine.connect() as connection:
        # Before the first migration the service is well, although it can do little.
        migrated = inspect(connection).has_table("alembic_version")
        query = text("SELECT version_num FROM alembic_version")
        schema = connection.execute(query).scalar() if migrated else None
    return {"status": "ok", "version": VERSION, "schema": schema or "none"}


@app.get("/reviews")
def list_reviews() -> list[dict]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM reviews ORDER BY id"))
        return [dict(row._mapping) for row in rows]


@app.post("/reviews", status_code=201)
def add_review(review: Review) -> dict:
    values = {"patient": review.patient, "remark": review.remark}
    insert = text(
        "INSERT INTO reviews (patient, remark) VALUES (:patient, :remark) RETURNING id"
    )
    with engine.begin() as connection:
        return {"id": connection.execute(insert, values).scalar(), **values}
