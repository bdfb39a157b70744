"""What can go wrong with a conversation."""

from shared.errors import Conflict, NotFound


class ConversationNotFound(NotFound):
    detail = "Conversation not found"


class ConversationFull(Conflict):
    detail = "This conversation has as many questions as fit: begin another"
