"""Search in the words of each language, and an index of its own for a large vault's vectors."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_vault_indexes"
down_revision: str | None = "create_forwards"

# Numbers that are written in several ways, each as one word: A012-345-678 and A 012 345 678 are A012345678.
IDENTIFIERS = r"""
create function document.identifiers(content text) returns text
language sql immutable strict parallel safe return (
    select coalesce(string_agg(found[1] || ' ' || regexp_replace(found[1], '^[A-Za-z](?=\d)', ''), ' '), '')
    from regexp_matches(
        regexp_replace(
            regexp_replace(
                regexp_replace(content, '\m([A-Za-z]?\d{3}) (\d{3}) (\d{3})\M', '\1\2\3', 'g'),
                '\m([A-Za-z])[-# ]{1,2}(?=\d{3})', '\1', 'g'
            ),
            '(\d)[-/.](?=\d)', '\1', 'g'
        ),
        '[[:alnum:]]*\d{5}[[:alnum:]]*', 'g'
    ) as found
)
"""

# The vault is a word of each chunk: with it in a query the index reads the matches of one vault, not of all of them.
# A function, because PostgreSQL takes the cast from a name for something that may change.
SEARCHABLE = """
create function document.searchable(vault_id uuid, configuration text, content text) returns tsvector
language sql immutable strict parallel safe return
    to_tsvector(configuration::regconfig, content)
    || to_tsvector('pg_catalog.simple', document.identifiers(content))
    || array_to_tsvector(array[vault_id::text])
"""

# As in services/document/search/languages.py when this was written.
CONFIGURATIONS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch", "en": "english",
    "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def upgrade() -> None:
    op.execute(IDENTIFIERS)
    op.execute(SEARCHABLE)
    op.drop_column("chunks", "text_search", schema="document")
    op.add_column(
        "chunks", sa.Column("configuration", sa.Text(), nullable=False, server_default="simple"), schema="document"
    )
    _set_configurations()
    # Without a pending list, through which every search would have to look.
    _add_text_search("document.searchable(vault_id, configuration, text)", {"fastupdate": "off"})
    op.drop_index("ix_chunks_vault_id", table_name="chunks", schema="document")
    op.create_index(
        "ix_chunks_vault_id_configuration", "chunks", ["vault_id", "configuration"], unique=False, schema="document"
    )
    _add_document_to_embeddings()
    # Whoever makes an index must own the table and may make things in its schema. What stands in this table can be
    # computed again; of every other one the service stays a guest.
    op.execute("alter table document.chunk_embeddings owner to immiblox_document")
    op.execute("grant create on schema document to immiblox_document")


def downgrade() -> None:
    op.execute("revoke create on schema document from immiblox_document")
    op.execute("alter table document.chunk_embeddings owner to current_user")
    op.drop_index("ix_chunk_embeddings_vault_id_document_id", table_name="chunk_embeddings", schema="document")
    op.create_index(
        op.f("ix_chunk_embeddings_vault_id"), "chunk_embeddings", ["vault_id"], unique=False, schema="document"
    )
    op.drop_column("chunk_embeddings", "document_id", schema="document")
    op.drop_index("ix_chunks_vault_id_configuration", table_name="chunks", schema="document")
    op.create_index("ix_chunks_vault_id", "chunks", ["vault_id"], unique=False, schema="document")
    op.drop_column("chunks", "text_search", schema="document")
    op.drop_column("chunks", "configuration", schema="document")
    _add_text_search("to_tsvector('english', text)")
    op.execute("drop function document.searchable(uuid, text, text)")
    op.execute("drop function document.identifiers(text)")


def _set_configurations() -> None:
    statement = sa.text(
        "update document.chunks set configuration = coalesce(cast(:known as jsonb) ->> language, 'simple')"
        " from (select id, coalesce(language, 'en') as language from document.documents) as documents"
        " where documents.id = chunks.document_id"
    )
    op.execute(statement.bindparams(known=json.dumps(CONFIGURATIONS)))


def _add_text_search(expression: str, options: Mapping[str, str] = MappingProxyType({})) -> None:
    column = sa.Column("text_search", postgresql.TSVECTOR(), sa.Computed(expression, persisted=True), nullable=False)
    op.add_column("chunks", column, schema="document")
    op.create_index(
        "ix_chunks_text_search",
        "chunks",
        ["text_search"],
        unique=False,
        schema="document",
        postgresql_using="gin",
        postgresql_with=options,
    )


def _add_document_to_embeddings() -> None:
    op.add_column("chunk_embeddings", sa.Column("document_id", sa.Uuid(), nullable=True), schema="document")
    op.execute(
        "update document.chunk_embeddings set document_id = chunks.document_id"
        " from document.chunks where chunks.id = chunk_embeddings.chunk_id"
    )
    op.alter_column("chunk_embeddings", "document_id", nullable=False, schema="document")
    op.drop_index(op.f("ix_chunk_embeddings_vault_id"), table_name="chunk_embeddings", schema="document")
    op.create_index(
        "ix_chunk_embeddings_vault_id_document_id",
        "chunk_embeddings",
        ["vault_id", "document_id"],
        unique=False,
        schema="document",
    )
