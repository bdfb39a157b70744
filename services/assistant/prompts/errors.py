"""What can go wrong with a prompt."""

from shared.errors import NotFound, Unprocessable


class PromptNotFound(NotFound):
    detail = "Prompt not found"


class WrongVariables(Unprocessable):
    detail = "A variable is missing or wrong"


class NoVault(Unprocessable):
    detail = "A conversation goes on about a vault: give its vault_id too"
