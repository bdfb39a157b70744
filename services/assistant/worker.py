"""The background half of the assistant service."""

from services.assistant.conversations.tasks import erase_account, forget_vault
from services.assistant.resources import AssistantResources
from services.assistant.settings import AssistantSettings
from shared.tasks import Worker

worker = Worker("assistant", lambda: AssistantResources(AssistantSettings()), tasks=[forget_vault, erase_account])
