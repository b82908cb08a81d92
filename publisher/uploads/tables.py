"""The tables of the counter. Only `counter.py` and the migrations speak to them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from publisher.models import Base, Moment


class UploadRow(Base):
    """A file on its way."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    here: Mapped[int] = mapped_column(BigInteger)  # bytes that have arrived, from the start
    touched: Mapped[datetime] = mapped_column(Moment)

    parts: Mapped[list["PartRow"]] = relationship(
        order_by="PartRow.start", cascade="all, delete-orphan", passive_deletes=True
    )


class PartRow(Base):
    """A stretch of it, which lies in the store."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[str] = mapped_column(
        ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
