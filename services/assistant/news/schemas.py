"""News on the wire."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Query

from shared.schemas import Pagination, Schema, Timestamp


@dataclass(frozen=True, slots=True)
class NewsFilter:
    """Which articles are listed."""

    category: Annotated[str | None, Query(max_length=50, description="As `GET /news/categories` names it.")] = None
    region: Annotated[str | None, Query(max_length=50, description="As `GET /news/regions` names it.")] = None
    q: Annotated[str | None, Query(min_length=1, max_length=200, description="Words in the title or the summary.")] = (
        None
    )


class ArticleRead(Schema):
    """An article, in plain text."""

    id: UUID
    title: str
    summary: str
    url: str
    source: str
    category: str
    region: str
    published_at: Timestamp


class ArticleList(Schema):
    """A page of articles, newest first."""

    articles: list[ArticleRead]
    pagination: Pagination


class SubjectCount(Schema):
    name: str
    count: int


class CategoryList(Schema):
    """Those that have an article, the largest first."""

    categories: list[SubjectCount]


class RegionList(Schema):
    """Those that have an article, the largest first."""

    regions: list[SubjectCount]
