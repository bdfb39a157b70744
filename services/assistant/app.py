"""The assistant service."""

from fastapi import FastAPI

from services.assistant.asking.endpoints import router as asking
from services.assistant.autofill.endpoints import router as autofill
from services.assistant.conversations.endpoints import router as conversations
from services.assistant.conversations.internal import router as internal
from services.assistant.news.endpoints import router as news
from services.assistant.prompts.endpoints import router as prompts
from services.assistant.resources import AssistantResources
from services.assistant.settings import AssistantSettings as Settings
from services.assistant.sources.endpoints import router as sources
from services.assistant.steps.internal import router as steps
from services.assistant.suggesting.endpoints import router as suggesting
from shared.app import create_app

DESCRIPTION = "Answers to questions about a vault, with citations."


def create(settings: Settings) -> FastAPI:
    routers = [asking, suggesting, autofill, conversations, prompts, news, sources, internal, steps]
    return create_app(AssistantResources(settings), routers, description=DESCRIPTION)
