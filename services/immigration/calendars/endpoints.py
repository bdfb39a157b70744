"""Routes for calendars."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.immigration.access import OrganizationNotFound, Reader, Writer
from services.immigration.calendars.errors import CalendarNotFound
from services.immigration.calendars.repository import CalendarRepository
from services.immigration.calendars.schemas import CalendarCreate, CalendarList, CalendarRead, NewCalendar
from services.immigration.calendars.service import Calendars, Feed
from services.immigration.persons.errors import PersonNotFound
from services.immigration.resources import ImmigrationApp
from shared.auth.dependencies import LimitedByAddress
from shared.conditional import is_known
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, TooManyRequests, Unavailable, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1", tags=["calendars"], route_class=IdempotentRoute)

MIME = "text/calendar; charset=utf-8"
ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}


@router.post(
    "/compliance/calendars", status_code=201, responses=describe(*GUARDED, PersonNotFound, OrganizationNotFound)
)
async def create_calendar(
    keeper: Writer, data: CalendarCreate, calendars: Calendars, resources: ImmigrationApp
) -> NewCalendar:
    """A calendar of due dates to subscribe to, behind a signed link.

    It shows at most 2 000 persons, and only what its maker may see: who leaves the organization takes it along.
    """
    calendar = await calendars.create(keeper, data)
    token = resources.calendar_links.token(calendar.id)
    url = f"{resources.settings.public_url('immigration')}/api/v1/public/calendars/{token}.ics"
    return NewCalendar.model_validate({**CalendarRead.model_validate(calendar).model_dump(), "url": url})


@router.get("/compliance/calendars", responses=describe(*GUARDED, InvalidCursor))
async def list_calendars(keeper: Reader, session: ReadSession, page: Page) -> CalendarList:
    """Calendars, without their links."""
    calendars, pagination = await CalendarRepository(session).page(keeper.owners, page)
    return CalendarList(calendars=[CalendarRead.model_validate(each) for each in calendars], pagination=pagination)


@router.delete("/compliance/calendars/{calendar_id}", responses=describe(*GUARDED, CalendarNotFound))
async def delete_calendar(keeper: Writer, calendar_id: UUID, calendars: Calendars) -> Success:
    """End its link."""
    await calendars.delete(keeper, calendar_id)
    return Success()


@router.get(
    "/public/calendars/{token}.ics",
    dependencies=[Depends(LimitedByAddress("calendars", 60))],
    response_class=Response,
    responses=ANSWER | describe(CalendarNotFound, TooManyRequests, Unavailable),
)
async def read_calendar(request: Request, token: str, feed: Feed) -> Response:
    """The due dates as iCalendar (RFC 5545); knows `If-None-Match`."""
    content = await feed.read(token)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=3600"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MIME, headers=headers)
