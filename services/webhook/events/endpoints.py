"""Routes for events."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from services.webhook.access import ManagersOnly, OrganizationNotFound, Reader, Writer
from services.webhook.deliveries.errors import WebhookIsOff
from services.webhook.events.errors import EventNotFound, PayloadTooLarge, TwoOrganizations
from services.webhook.events.schemas import EventCreate, EventList, EventRead, EventTypeRead, EventTypes, Redelivery
from services.webhook.events.service import Events
from services.webhook.webhooks.errors import WebhookNotFound
from services.webhook.webhooks.repository import WebhookRepository
from shared.errors import GUARDED, InvalidCursor, describe
from shared.event_catalogue import catalogue
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

router = APIRouter(prefix="/api/v1", tags=["events"], route_class=IdempotentRoute)

ORGANIZATION = (*GUARDED, ManagersOnly, OrganizationNotFound)
OfOrganization = Annotated[UUID, Query(description="Whose.")]


@router.post("/events", status_code=201, responses=describe(*ORGANIZATION, TwoOrganizations, PayloadTooLarge))
async def publish_event(
    manager: Writer, data: EventCreate, events: Events, organization_id: Annotated[UUID | None, Query()] = None
) -> EventRead:
    """Tell an organization's webhooks of something that happened elsewhere; for owners and admins.

    `event_type` is `custom.` and a name of your own, or a type of the catalogue.
    """
    return await events.publish(manager, data, organization_id)


@router.get("/events", responses=describe(*ORGANIZATION, WebhookNotFound, InvalidCursor))
async def list_events(
    manager: Reader,
    organization_id: OfOrganization,
    events: Events,
    page: Page,
    webhook_id: Annotated[UUID | None, Query(description="Only what was sent to this one.")] = None,
    event_type: Annotated[str | None, Query(description="Only of this type.")] = None,
) -> EventList:
    """What has happened in the last 30 days, newest first, and whether it has arrived."""
    organization = manager.organization(organization_id)
    if webhook_id:
        await WebhookRepository(events.session).get([organization], webhook_id)
    found, pagination = await events.events.page(organization, webhook_id, event_type, page)
    return EventList(events=await events.read(found), pagination=pagination)


@router.get("/events/{event_id}", responses=describe(*GUARDED, EventNotFound))
async def get_event(manager: Reader, event_id: UUID, events: Events) -> EventRead:
    """An event and its deliveries."""
    return await events.read_one(await events.events.get(manager.organizations, event_id))


@router.post(
    "/events/{event_id}/redeliver",
    status_code=202,
    responses=describe(*GUARDED, EventNotFound, WebhookNotFound, WebhookIsOff),
)
async def redeliver_event(
    manager: Writer, event_id: UUID, events: Events, data: Annotated[Redelivery | None, Body()] = None
) -> EventRead:
    """Send an event again, with the same id: to one webhook, or to all that it was sent to."""
    return await events.redeliver(manager, event_id, data.webhook_id if data else None)


@router.get("/event-types", responses=describe(*GUARDED))
async def list_event_types(_manager: Reader) -> EventTypes:
    """Everything that webhooks can be told, with the JSON Schema of its data and an example."""
    return EventTypes(event_types=[EventTypeRead.model_validate(each) for each in catalogue().values()])
