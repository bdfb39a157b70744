"""Facts that services publish, and who listens. The type is the one that webhooks see."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from uuid_utils.compat import uuid7

ERASING_SERVICES = ("vault", "document", "assistant", "workflow", "immigration", "organization", "webhook")
"""Who holds something of a person beside the account service."""


class Listener(NamedTuple):
    """A task that runs for each event of a type, with `event` (its type and payload) as its argument."""

    task: str
    queue: str


class Audience(NamedTuple):
    """Whom an event concerns, and so whose webhooks hear of it: who may see a vault, an account, an organization."""

    vaults: tuple[UUID, ...] = ()
    accounts: tuple[UUID, ...] = ()
    organizations: tuple[UUID, ...] = ()


class Event(BaseModel):
    """A past fact. Subclasses name their type and who listens.

    The public ones make up the catalogue that webhooks choose from (`shared.event_catalogue`). A `version` rises when a
    field goes, or says something else; further fields raise nothing.
    """

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    version: ClassVar[int] = 1
    is_public: ClassVar[bool] = True
    listeners: ClassVar[tuple[Listener, ...]] = ()

    id: UUID = Field(default_factory=uuid7, description="Listeners know by it an event that comes twice.")
    occurred_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def audience(self) -> Audience:
        return Audience()


class Actor(BaseModel):
    """Who did it."""

    kind: str
    id: UUID


class AccountEvent(Event):
    account_id: UUID

    @property
    def audience(self) -> Audience:
        return Audience(accounts=(self.account_id,))


class AccountCreated(AccountEvent):
    type = "account.created"


class AccountUpdated(AccountEvent):
    """Another e-mail address, username or password."""

    type = "account.updated"
    changed: list[str]


class AccountEmailVerified(AccountEvent):
    type = "account.email_verified"
    listeners = (Listener("organization.accept_invitations", "default"),)
    email: str


class AccountErasureRequested(AccountEvent):
    """Every service that holds something of the person deletes it, and confirms with `AccountErasureConfirmed`."""

    type = "account.erasure_requested"
    is_public = False
    listeners = tuple(Listener(f"{service}.erase_account", "default") for service in ERASING_SERVICES)
    erasure_id: UUID
    email: str


class AccountErasureConfirmed(AccountEvent):
    """One service holds nothing of the person any more."""

    type = "account.erasure_confirmed"
    is_public = False
    listeners = (Listener("account.confirm_erasure", "default"),)
    erasure_id: UUID
    service: str


class AccountDeleted(AccountEvent):
    """The last of the services has confirmed. There is nobody left to be told."""

    type = "account.deleted"
    is_public = False


class VaultFact(Event):
    """Something that concerns a vault."""

    vault_id: UUID

    @property
    def vault_ids(self) -> tuple[UUID, ...]:
        """All that it concerns."""
        return (self.vault_id,)

    @property
    def audience(self) -> Audience:
        return Audience(vaults=self.vault_ids)


class VaultEvent(VaultFact):
    """Somebody did something in a vault: each of these is an entry of its activity."""

    actor: Actor


RECORD_ACTIVITY = Listener("vault.record_activity", "default")
"""For the events of other services; the vault service itself records its own as they happen."""


class VaultCreated(VaultEvent):
    type = "vault.created"


class VaultUpdated(VaultEvent):
    type = "vault.updated"
    changed: list[str]


class VaultDeleted(VaultEvent):
    type = "vault.deleted"
    listeners = (
        Listener("document.erase_vault", "default"),
        Listener("assistant.forget_vault", "default"),
        Listener("workflow.forget_vault", "default"),
        Listener("immigration.forget_vault", "default"),
    )


class VaultShared(VaultEvent):
    """`recipient` is an e-mail address or the name of an organization; an open link has none."""

    type = "vault.shared"
    share_id: UUID
    permission: str
    recipient: str | None


class VaultShareRevoked(VaultEvent):
    type = "vault.share_revoked"
    share_id: UUID
    recipient: str | None


class DocumentEvent(VaultFact):
    document_id: UUID


class DocumentAct(DocumentEvent, VaultEvent):
    """Somebody did something with a document."""

    listeners: ClassVar[tuple[Listener, ...]] = (RECORD_ACTIVITY,)
    filename: str


COUNT_DOCUMENTS = Listener("vault.count_documents", "default")
WAKE_WORKFLOWS = Listener("workflow.receive_event", "default")
READ_FOR_PERSONS = Listener("immigration.follow_document", "default")
"""Documents are linked to persons, and say things about them."""


class DocumentUploaded(DocumentAct):
    type = "document.uploaded"
    listeners = (RECORD_ACTIVITY, COUNT_DOCUMENTS, WAKE_WORKFLOWS)


class DocumentViewed(DocumentAct):
    type = "document.viewed"


class DocumentDownloaded(DocumentAct):
    """`recipient` is the address that a forwarded link was sent to, where one was followed."""

    type = "document.downloaded"
    recipient: str | None = None


class DocumentDeleted(DocumentAct):
    type = "document.deleted"
    listeners = (RECORD_ACTIVITY, COUNT_DOCUMENTS, READ_FOR_PERSONS)


class DocumentClassified(DocumentAct):
    """A person said what it is; `fields` are those whose values they gave or took away."""

    type = "document.classified"
    listeners = (RECORD_ACTIVITY, READ_FOR_PERSONS)
    document_type_code: str
    fields: list[str]


class DocumentMoved(DocumentAct):
    """`vault_id` is where it is now."""

    type = "document.moved"
    listeners = (RECORD_ACTIVITY, COUNT_DOCUMENTS, READ_FOR_PERSONS)
    source_vault_id: UUID
    target_vault_id: UUID

    @property
    def vault_ids(self) -> tuple[UUID, ...]:
        return (self.source_vault_id, self.target_vault_id)


class DocumentForwarded(DocumentAct):
    """Links to it went out by mail."""

    type = "document.forwarded"
    recipients: list[str]
    expires_at: datetime


class DocumentProcessed(DocumentEvent):
    type = "document.processed"
    listeners = (WAKE_WORKFLOWS, READ_FOR_PERSONS)
    document_type_code: str
    metadata: dict[str, Any]


class DocumentFailed(DocumentEvent):
    type = "document.failed"
    listeners = (WAKE_WORKFLOWS,)
    reason: str


class AssistantAnswered(VaultEvent):
    type = "assistant.answered"
    listeners = (RECORD_ACTIVITY,)
    conversation_id: UUID
    message_id: UUID


class WorkflowEvent(VaultEvent):
    """Something happened to an execution of a workflow."""

    listeners: ClassVar[tuple[Listener, ...]] = (RECORD_ACTIVITY,)
    execution_id: UUID
    workflow: str


class WorkflowStarted(WorkflowEvent):
    type = "workflow.started"


class WorkflowStepCompleted(WorkflowEvent):
    """Somebody did a step. It stands in the history of its execution; the vault's activity has begin and end."""

    type = "workflow.step_completed"
    listeners = ()
    step: str


class WorkflowCompleted(WorkflowEvent):
    type = "workflow.completed"


class WorkflowFailed(WorkflowEvent):
    type = "workflow.failed"


class WorkflowCancelled(WorkflowEvent):
    type = "workflow.cancelled"


class WorkflowSignalled(VaultFact):
    """A WEBHOOK step was come to; `signal` is the type that its template names."""

    type = "workflow.signalled"
    execution_id: UUID
    step: str
    signal: str


class OrganizationEvent(Event):
    organization_id: UUID
    actor: Actor

    @property
    def audience(self) -> Audience:
        return Audience(organizations=(self.organization_id,))


class OrganizationDeleted(OrganizationEvent):
    """Its last member has gone, and with them everybody who could be told."""

    type = "organization.deleted"
    is_public = False
    listeners = (
        Listener("vault.erase_organization", "default"),
        Listener("immigration.erase_organization", "default"),
        Listener("webhook.erase_organization", "default"),
    )


class MemberAdded(OrganizationEvent):
    type = "organization.member_added"
    member_id: UUID
    role: str


class MemberRemoved(OrganizationEvent):
    type = "organization.member_removed"
    member_id: UUID


class KeyEvent(OrganizationEvent):
    """An API key or an app key."""

    key_id: UUID
    key_kind: str


class KeyCreated(KeyEvent):
    type = "api_key.created"


class KeyRotated(KeyEvent):
    type = "api_key.rotated"


class KeyRevoked(KeyEvent):
    type = "api_key.revoked"


class RecordEvent(Event):
    """About a person that the immigration service follows, for an organization or for an account."""

    person_id: UUID
    organization_id: UUID | None
    account_id: UUID | None = Field(None, description="Whose record it is, where it is no organization's.")

    @property
    def audience(self) -> Audience:
        if self.organization_id:
            return Audience(organizations=(self.organization_id,))
        return Audience(accounts=(self.account_id,) if self.account_id else ())


class PersonEvent(RecordEvent):
    actor: Actor


class PersonCreated(PersonEvent):
    type = "person.created"


class PersonUpdated(PersonEvent):
    type = "person.updated"
    changed: list[str]


class PersonDeleted(PersonEvent):
    """`merged_into` is the person who has what was kept of this one."""

    type = "person.deleted"
    merged_into: UUID | None = None


class StatusExpiring(RecordEvent):
    """`step` days before the end of a status or paper at most, or -1 after it; once for each step."""

    type = "status.expiring"
    status_id: UUID
    valid_until: date
    step: int


class ComplianceDue(RecordEvent):
    """A rule wants something done; `step` as of `StatusExpiring`."""

    type = "compliance.due"
    rule: str
    severity: str
    due_date: date | None
    step: int


class StatusEvent(RecordEvent):
    """A status of a person."""

    status_id: UUID
    status_type: str
    actor: Actor


class StatusCreated(StatusEvent):
    type = "status.created"


class StatusUpdated(StatusEvent):
    type = "status.updated"
    changed: list[str]


def _event_types(base: type[Event]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for event in base.__subclasses__():
        found |= _event_types(event)
        if "type" in vars(event):
            found[event.type] = event
    return found


EVENTS = _event_types(Event)
"""Every event class by its type."""

FOLLOWERS: tuple[Listener, ...] = (Listener("webhook.take_events", "webhook"),)
"""Tasks that hear of every public event, of many at a time, as `events`."""


def read_event(sent: dict[str, Any]) -> Event:
    """The event that a listener of several types was sent."""
    return EVENTS[sent["type"]].model_validate(sent)
