"""The background half of the assistant service."""

from services.assistant.conversations.tasks import erase_account, forget_vault
from services.assistant.settings import AssistantSettings
from shared.resources import Resources
from shared.tasks import Worker

worker = Worker("assistant", lambda: Resources(AssistantSettings()), tasks=[forget_vault, erase_account])
