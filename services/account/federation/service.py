"""Signing in with another identity provider."""

from pydantic import TypeAdapter, ValidationError

from services.account.auth.dependencies import AccountApp, SigningIn
from services.account.auth.granting import Granted, SessionIssuer
from services.account.auth.repository import AccountRepository
from services.account.federation.errors import (
    CognitoNotConfigured,
    EmailNotLinked,
    GoogleNotConfigured,
    ProviderEmailNotVerified,
    RedirectNotAllowed,
    StateNotValid,
)
from services.account.federation.repository import IdentityRepository
from services.account.federation.schemas import (
    Discovered,
    DiscoveredOrganization,
    Exchange,
    SignInMethod,
)
from services.account.models import Account
from services.account.oidc.hosted_ui import HostedUI
from services.account.oidc.provider import Identity
from shared.events import AccountCreated, AccountEmailVerified
from shared.outbox.publish import publish
from shared.schemas import Email

ADDRESS: TypeAdapter[str] = TypeAdapter(Email)


class FederationService:
    """Holds no transaction while a provider is asked."""

    def __init__(self, resources: AccountApp, client: SigningIn) -> None:
        self.sessions = resources.sessions
        self.resources = resources
        self.issuer = SessionIssuer(resources, client)

    async def sign_in_with_google(self, id_token: str) -> Granted:
        """Raises GoogleNotConfigured, IdTokenNotValid, ProviderUnavailable, and what `_sign_in` raises."""
        if self.resources.google is None:
            raise GoogleNotConfigured
        return await self._sign_in(await self.resources.google.verify(id_token))

    async def begin(self, redirect_uri: str) -> tuple[str, str]:
        """Raises CognitoNotConfigured, RedirectNotAllowed."""
        return await self._hosted_ui(redirect_uri).begin(redirect_uri)

    async def exchange(self, data: Exchange) -> Granted:
        """Raises CognitoNotConfigured, RedirectNotAllowed, StateNotValid, IdTokenNotValid, ProviderUnavailable."""
        hosted_ui = self._hosted_ui(data.redirect_uri)
        attempt = await hosted_ui.take(data.state, data.redirect_uri)
        if attempt is None:
            raise StateNotValid
        return await self._sign_in(await hosted_ui.finish(data.code, attempt))

    def logout_url(self, redirect_uri: str) -> str:
        """Raises CognitoNotConfigured, RedirectNotAllowed."""
        return self._hosted_ui(redirect_uri).logout_url(redirect_uri)

    async def discover(self, email: str) -> Discovered:
        """By the domain alone. Raises Unavailable."""
        organization = await self.resources.organizations.organization_of_domain(email.rpartition("@")[2].lower())
        offered = self._methods()
        # An organization that names only ways which this installation lacks must not lock its people out.
        wanted = [method for method in offered if organization and method.type in organization.methods] or offered
        named = DiscoveredOrganization(id=organization.id, name=organization.name) if organization else None
        return Discovered(email=email, methods=wanted, organization=named)

    def _methods(self) -> list[SignInMethod]:
        methods = [SignInMethod(type="password")]
        if self.resources.google is not None:
            methods.append(SignInMethod(type="google", client_id=self.resources.google.client_id))
        if self.resources.hosted_ui is not None:
            methods.append(SignInMethod(type="cognito"))
        return methods

    def _hosted_ui(self, redirect_uri: str) -> HostedUI:
        allowed = self.resources.settings.redirect_uris
        if self.resources.hosted_ui is None or not allowed:
            raise CognitoNotConfigured
        if redirect_uri not in allowed:
            raise RedirectNotAllowed
        return self.resources.hosted_ui

    async def _sign_in(self, identity: Identity) -> Granted:
        """Raises ProviderEmailNotVerified, EmailNotLinked, EmailTaken where two first sign-ins race."""
        async with self.sessions.begin() as session:
            identities = IdentityRepository(session)
            account = await identities.find_account(identity)
            if account is None:
                email = _verified_email(identity)
                accounts = AccountRepository(session)
                account = await accounts.find_by_email(email)
                if account is None:
                    account = await accounts.add(Account(email=email, auth_provider="google", email_verified=True))
                    await publish(session, AccountCreated(account_id=account.id))
                    await publish(session, AccountEmailVerified(account_id=account.id, email=email))
                if not account.email_verified:
                    # Whoever signed up with somebody else's address must not share an account with its owner.
                    raise EmailNotLinked
                await identities.link(account.id, identity)
            signed_in = await self.issuer.open(session, account)
        return await self.issuer.grant(account, signed_in)


def _verified_email(identity: Identity) -> str:
    if not identity.email_verified:
        raise ProviderEmailNotVerified
    try:
        return ADDRESS.validate_python(identity.email)
    except ValidationError as error:
        raise ProviderEmailNotVerified from error
