"""How a question over REST is narrowed: what single questions and batches have in common."""

from __future__ import annotations

from typing import Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from messages.tables import DATE_FORM
from qa.request import MOST

WITH_LINKS = Query(False, description="give each hit its addresses on this server")


class Options(BaseModel):
    """How to ask and to narrow; all may be left out."""

    model_config = ConfigDict(extra="forbid")

    k: int = Field(5, description="how many hits", ge=1, le=MOST)
    leg: Literal["hybrid", "lexical", "dense"] = Field("hybrid", description="what searches")
    column: str | None = Field(None, description="栏目 / only this column")
    author: str | None = Field(None, description="作者 / only this author")
    paper: str | None = Field(None, description="报纸 / only this newspaper")
    since: str | None = Field(None, description=f"only articles of then or later, {DATE_FORM}")
    until: str | None = Field(None, description=f"only articles of then or earlier, {DATE_FORM}")
