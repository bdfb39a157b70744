"""Findings as iCalendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import icalendar

from services.immigration.models import Person
from services.immigration.rules.catalogue import load_rules
from services.immigration.rules.findings import Finding, State

SHOWN = {State.DUE, State.UPCOMING, State.VIOLATED}
REFRESHED_EVERY = timedelta(hours=6)
REMINDED_BEFORE = timedelta(days=7)


def render(name: str, found: Iterable[tuple[Person, Finding]], as_of: date) -> bytes:
    """An all-day event for each due date. Its UID stays the same while the rule, what it is about and the day do."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//immiblox//compliance//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"value": "DURATION"})
    for person, finding in found:
        if finding.due_date and finding.state in SHOWN:
            calendar.add_component(_event(person, finding, finding.due_date, as_of))
    content: bytes = calendar.to_ical()
    return content


def _event(person: Person, finding: Finding, due: date, as_of: date) -> icalendar.Event:
    title = load_rules().by_id(finding.rule).title
    event = icalendar.Event()
    event.add("uid", f"{sha256(repr((person.id, finding.key)).encode()).hexdigest()[:32]}@immiblox")
    # The same all day, so that a feed in which nothing is new has not changed.
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{person.first_name} {person.last_name}: {title}")
    event.add("description", f"{finding.message}\n\nSource: {finding.source}")
    event.add("url", finding.reference)
    event.add("categories", [finding.severity.value])
    if finding.state is State.DUE:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -REMINDED_BEFORE)
        event.add_component(alarm)
    return event
