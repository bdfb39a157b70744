"""What can go wrong with a conversation."""

from shared.errors import NotFound


class ConversationNotFound(NotFound):
    detail = "Conversation not found"
