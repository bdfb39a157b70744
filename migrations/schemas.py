"""What the migrations are held against: the tables of every service."""

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import MetaData

from shared.db.columns import NAMING_CONVENTION
from shared.db.tables import copy_common_tables
from shared.settings import SERVICES


def service_metadata() -> list[MetaData]:
    """One per service: its own tables and the ones that every schema has."""
    return [_metadata(service) for service in SERVICES]


def _metadata(service: str) -> MetaData:
    package = import_module(f"services.{service}")
    if any(module.name == "models" for module in iter_modules(package.__path__)):
        metadata: MetaData = import_module(f"services.{service}.models").Base.metadata
    else:
        metadata = MetaData(schema=service, naming_convention=NAMING_CONVENTION)
    if f"{service}.outbox" not in metadata.tables:
        copy_common_tables(metadata, service)
    return metadata
