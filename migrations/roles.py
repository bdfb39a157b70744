"""One database role per service, and one for the relay. Roles belong to the cluster, so no migration makes them."""

from sqlalchemy import Connection, text

from shared.settings import SERVICES, Settings

ROLES = (*SERVICES, "relay")


def ensure_roles(connection: Connection, settings: Settings) -> None:
    """Create the roles that are missing and set every password to the one in the settings."""
    for role in ROLES:
        name = f"immiblox_{role}"
        if not connection.scalar(text("select 1 from pg_roles where rolname = :name"), {"name": name}):
            connection.execute(text(f"create role {name} login"))
        password = settings.database_passwords[role].get_secret_value()
        # ALTER ROLE takes no parameters; format() quotes.
        statement = connection.scalar(
            text("select format('alter role %I password %L', cast(:name as text), cast(:password as text))"),
            {"name": name, "password": password},
        )
        connection.exec_driver_sql(str(statement))
