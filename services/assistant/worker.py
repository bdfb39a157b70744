"""The background half of the assistant service."""

from services.assistant.conversations.tasks import (
    DELETE_EVERY,
    delete_old_conversations,
    erase_account,
    forget_vault,
)
from services.assistant.news.tasks import LOOK_EVERY, fetch_news
from services.assistant.resources import AssistantResources
from services.assistant.settings import AssistantSettings
from shared.tasks import Worker

worker = Worker(
    "assistant",
    lambda: AssistantResources(AssistantSettings()),
    tasks=[delete_old_conversations, fetch_news, forget_vault, erase_account],
    schedule={delete_old_conversations.name: DELETE_EVERY, fetch_news.name: LOOK_EVERY},
)
