"""The assistant service."""

from fastapi import FastAPI

from services.assistant.asking.endpoints import router as asking
from services.assistant.conversations.endpoints import router as conversations
from services.assistant.conversations.internal import router as internal
from services.assistant.resources import AssistantResources
from services.assistant.settings import AssistantSettings as Settings
from shared.app import create_app

DESCRIPTION = "Answers to questions about a vault, with citations."


def create(settings: Settings) -> FastAPI:
    return create_app(AssistantResources(settings), [asking, conversations, internal], description=DESCRIPTION)
