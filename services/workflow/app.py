"""The workflow service."""

from fastapi import FastAPI

from services.workflow.executions.endpoints import router as executions
from services.workflow.policies.endpoints import router as policies
from services.workflow.resources import WorkflowResources
from services.workflow.settings import WorkflowSettings as Settings
from services.workflow.templates.endpoints import router as templates
from shared.app import create_app

DESCRIPTION = "Multi-step processes against a vault: templates, executions, steps and policies."


def create(settings: Settings) -> FastAPI:
    return create_app(WorkflowResources(settings), [templates, executions, policies], description=DESCRIPTION)
