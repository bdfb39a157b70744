"""What can go wrong with news."""

from shared.errors import NotFound


class ArticleNotFound(NotFound):
    detail = "Article not found"
