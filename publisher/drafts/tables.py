"""The tables of the drawer. Only `drawer.py` and the migrations speak to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from publisher.models import Base, Moment


class DraftRow(Base):
    """What somebody is preparing, and how far it has come."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int]  # the newest
    slug: Mapped[str | None] = mapped_column(String(100), index=True)
    job: Mapped[str | None] = mapped_column(String(100))
    prepared: Mapped[int | None]
    placed: Mapped[str | None] = mapped_column(String(64))
    submitted_by: Mapped[str | None] = mapped_column(Text)
    approved_by: Mapped[str | None] = mapped_column(Text)
    public_at: Mapped[datetime | None] = mapped_column(Moment)

    versions: Mapped[list["DraftVersionRow"]] = relationship(
        back_populates="draft", order_by="DraftVersionRow.number.desc()"
    )


class DraftVersionRow(Base):
    """A draft as somebody saved it. Rows are added, never changed."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[int]
    undoes: Mapped[int | None]  # the version that it takes back to the one before
    who: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Moment)
    packed: Mapped[str] = mapped_column(Text)

    draft: Mapped[DraftRow] = relationship(back_populates="versions")
