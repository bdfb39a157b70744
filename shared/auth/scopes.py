"""What a machine may be allowed to do."""

from enum import StrEnum


class Scope(StrEnum):
    """`integration:access` opens all of them."""

    EVERYTHING = "integration:access"
    VAULTS_READ = "vaults:read"
    VAULTS_WRITE = "vaults:write"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    ASSISTANT_ASK = "assistant:ask"
    WORKFLOWS_READ = "workflows:read"
    WORKFLOWS_WRITE = "workflows:write"
    IMMIGRATION_READ = "immigration:read"
    IMMIGRATION_WRITE = "immigration:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    MCP_EXECUTE = "mcp:execute"


NARROW = frozenset(Scope) - {Scope.EVERYTHING}


def expand(scopes: frozenset[Scope]) -> frozenset[Scope]:
    """The narrow scopes that a grant opens."""
    return NARROW if Scope.EVERYTHING in scopes else scopes
