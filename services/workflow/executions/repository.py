"""Every query on executions. Whoever changes one holds its row: two changes take turns."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.workflow.engine.states import OPEN, OPEN_STEPS, Status, StepStatus
from services.workflow.executions.errors import ExecutionNotFound
from services.workflow.executions.run import Run
from services.workflow.models import (
    Execution,
    HistoryEntry,
    Notice,
    ReceivedEvent,
    StepExecution,
    UsedTemplate,
)
from services.workflow.templates.template import Template
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Execution.created_at, Execution.id)
SEEN = select(Execution).where(Execution.id == bindparam("execution_id"))
HELD = SEEN.with_for_update().execution_options(populate_existing=True)
STEPS = (
    select(StepExecution)
    .where(StepExecution.execution_id == bindparam("execution_id"))
    .order_by(StepExecution.id)
    .execution_options(populate_existing=True)
)
NOBODY = UUID(int=0)
"""Stands where somebody was who has been erased."""


_TEMPLATES: dict[UUID, Template] = {}
"""Templates never change under one id."""


class ExecutionRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, execution: Execution, template: Template) -> None:
        """The template is kept with the first execution of it."""
        kept = insert(UsedTemplate).values(
            id=template.id,
            name=template.name,
            version=template.version,
            definition=template.model_dump(mode="json", by_alias=True),
        )
        await self.session.execute(kept.on_conflict_do_nothing())
        self.session.add(execution)
        await self.session.flush()

    async def get(self, execution_id: UUID) -> Execution:
        """Raises ExecutionNotFound."""
        found = await self.session.get(Execution, execution_id)
        if found is None:
            raise ExecutionNotFound
        return found

    async def run(self, execution_id: UUID, *, locked: bool = False) -> Run:
        """Raises ExecutionNotFound. `locked` holds the execution until the transaction ends."""
        wanted = {"execution_id": execution_id}
        execution = await self.session.scalar(HELD if locked else SEEN, wanted)
        if execution is None:
            raise ExecutionNotFound
        # Not joined: who has to wait for the row would be given the steps of before.
        steps = await self.session.scalars(STEPS, wanted)
        template = await self.template(execution.template_id)
        return Run(execution, template, {step.key: step for step in steps})

    async def template(self, template_id: UUID) -> Template:
        """As it was when it was first used."""
        if template_id not in _TEMPLATES:
            used = await self.session.get_one(UsedTemplate, template_id)
            _TEMPLATES[template_id] = Template.model_validate(used.definition)
        return _TEMPLATES[template_id]

    async def page(
        self, vaults: Collection[UUID], status: Status | None, workflow: str | None, page: PageRequest
    ) -> tuple[Sequence[Execution], Pagination]:
        statement = select(Execution).where(Execution.vault_id.in_(vaults))
        if status is not None:
            statement = statement.where(Execution.status == status)
        if workflow is not None:
            statement = statement.where(Execution.workflow_name == workflow)
        return await page.fetch(self.session, statement, NEWEST_FIRST)

    async def steps_of(self, executions: Collection[UUID]) -> Sequence[StepExecution]:
        """Those that are open, in the order they were come to."""
        wanted = select(StepExecution).where(
            StepExecution.execution_id.in_(executions), StepExecution.status.in_(OPEN_STEPS)
        )
        return (await self.session.scalars(wanted.order_by(StepExecution.id))).all()

    async def history(self, execution_id: UUID, limit: int) -> Sequence[HistoryEntry]:
        """The newest entries, oldest first."""
        wanted = select(HistoryEntry).where(HistoryEntry.execution_id == execution_id)
        newest = (await self.session.scalars(wanted.order_by(HistoryEntry.id.desc()).limit(limit))).all()
        return newest[::-1]

    async def keep_event(self, execution_id: UUID, event_id: UUID, event_type: str, payload: dict[str, Any]) -> bool:
        """False for one that is known already."""
        kept = insert(ReceivedEvent).values(
            execution_id=execution_id, event_id=event_id, event_type=event_type, payload=payload
        )
        added = await self.session.execute(kept.on_conflict_do_nothing().returning(ReceivedEvent.event_id))
        return added.first() is not None

    async def kept_events(self, execution_id: UUID, event_type: str) -> Sequence[ReceivedEvent]:
        """Those that no step has taken, oldest first."""
        wanted = select(ReceivedEvent).where(
            ReceivedEvent.execution_id == execution_id,
            ReceivedEvent.event_type == event_type,
            ReceivedEvent.consumed_by.is_(None),
        )
        return (await self.session.scalars(wanted.order_by(ReceivedEvent.created_at, ReceivedEvent.event_id))).all()

    async def awaiting(self, vault_id: UUID, event_type: str) -> Sequence[UUID]:
        """Executions in a vault that may have to do with an event of this type."""
        wanted = select(Execution.id).where(
            Execution.vault_id == vault_id, Execution.status.in_(OPEN), Execution.awaited.contains([event_type])
        )
        return (await self.session.scalars(wanted)).all()

    async def to_wake(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Steps whose time has come; what is paused sleeps on, legal deadlines apart."""
        wanted = (
            select(StepExecution.id)
            .join(Execution)
            .where(
                StepExecution.status.in_(OPEN_STEPS),
                StepExecution.wake_at <= now,
                (Execution.status == Status.RUNNING)
                | and_(Execution.status == Status.PAUSED, StepExecution.is_legal_deadline),
            )
            .order_by(StepExecution.wake_at)
            .limit(limit)
        )
        return (await self.session.scalars(wanted)).all()

    async def overdue(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Steps that somebody should have done and nobody has been reminded of."""
        wanted = (
            select(StepExecution.id)
            .join(Execution)
            .where(
                StepExecution.status == StepStatus.WAITING,
                StepExecution.escalated_at.is_(None),
                StepExecution.due_at <= now,
                (Execution.status == Status.RUNNING)
                | and_(Execution.status == Status.PAUSED, StepExecution.is_legal_deadline),
            )
            .order_by(StepExecution.due_at)
            .limit(limit)
        )
        return (await self.session.scalars(wanted)).all()

    async def execution_of_step(self, step_id: UUID) -> UUID | None:
        step = await self.session.get(StepExecution, step_id)
        return step.execution_id if step else None

    async def shift(self, execution_id: UUID, by: timedelta) -> None:
        """Put off what open steps wait for; legal deadlines stay where they are."""
        await self.session.execute(
            update(StepExecution)
            .where(
                StepExecution.execution_id == execution_id,
                StepExecution.status.in_(OPEN_STEPS),
                ~StepExecution.is_legal_deadline,
            )
            .values(
                wake_at=StepExecution.wake_at + by,
                timeout_at=StepExecution.timeout_at + by,
                due_at=StepExecution.due_at + by,
            )
            .execution_options(synchronize_session=False)
        )

    async def notice(self, notice_id: UUID) -> tuple[Notice, Execution] | None:
        """None where it has been sent, or its execution is gone; else held until the transaction ends."""
        row = (
            await self.session.execute(
                select(Notice, Execution)
                .join(Execution)
                .where(Notice.id == notice_id, Notice.sent_at.is_(None))
                .with_for_update(of=Notice)
            )
        ).one_or_none()
        return (row[0], row[1]) if row else None

    async def lost_notices(self, asked_before: datetime, limit: int) -> Sequence[Notice]:
        """Asked for a while ago and not sent; held, so that two who look ask for one each."""
        wanted = select(Notice).where(Notice.sent_at.is_(None), Notice.asked_at < asked_before)
        held = wanted.order_by(Notice.asked_at).limit(limit).with_for_update(skip_locked=True)
        return (await self.session.scalars(held)).all()

    async def delete_of_vault(self, vault_id: UUID) -> None:
        await self.session.execute(delete(Execution).where(Execution.vault_id == vault_id))

    async def forget_account(self, account_id: UUID, email: str) -> None:
        """What a person did stays without their name; executions in their own vaults go with these."""
        of_person = (Execution.starter_kind == "account", Execution.starter_id == account_id)
        await self.session.execute(update(Execution).where(*of_person).values(starter_id=NOBODY, updated_at=func.now()))
        done = (HistoryEntry.actor_kind == "account", HistoryEntry.actor_id == account_id)
        await self.session.execute(update(HistoryEntry).where(*done).values(actor_id=NOBODY))
        told = update(Notice).where(func.lower(Notice.recipient) == email.lower())
        await self.session.execute(told.values(recipient=None, sent_at=func.coalesce(Notice.sent_at, func.now())))
        assigned = update(StepExecution).where(func.lower(StepExecution.assignee) == email.lower())
        await self.session.execute(assigned.values(assignee=None))
