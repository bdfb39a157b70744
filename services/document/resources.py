"""What the document service holds on to beside the usual: files, the catalogue and the models, each made when used."""

import asyncio
from collections.abc import Awaitable
from functools import cached_property

from services.document.catalogue.catalogue import Catalogue, load_catalogue
from services.document.classification.meaning import Meanings
from services.document.embedding.model import Embedder
from services.document.reading.isolation import IsolatedReaders
from services.document.reading.ocr import OcrEngine
from services.document.search.retrieval import SEARCH_SESSION
from services.document.settings import DocumentSettings
from shared.language_model import LanguageModel
from shared.resources import Resources
from shared.storage import Storage, open_storage


class DocumentResources(Resources):
    settings: DocumentSettings
    read_settings = SEARCH_SESSION

    @cached_property
    def storage(self) -> Storage:
        return open_storage(self.settings.storage_url.get_secret_value())

    @cached_property
    def catalogue(self) -> Catalogue:
        return load_catalogue()

    @cached_property
    def embedder(self) -> Embedder:
        return Embedder(self.settings.data_dir / "models", self.settings.reader_threads)

    @cached_property
    def meanings(self) -> Meanings:
        return Meanings(self.catalogue, self.embedder, self.settings.data_dir / "models")

    @cached_property
    def language_model(self) -> LanguageModel | None:
        """None where the installation has none: everything works without."""
        return LanguageModel(self.settings.language_model) if self.settings.language_model else None

    @cached_property
    def ocr(self) -> OcrEngine:
        return OcrEngine(self.settings.reader_threads)

    @cached_property
    def readers(self) -> IsolatedReaders:
        return IsolatedReaders()

    async def start(self) -> None:
        """Open the store and load the embedding model aside, so that the first question doesn't wait for it."""
        await asyncio.to_thread(lambda: self.storage)
        self.warming = asyncio.create_task(asyncio.to_thread(self.embedder.embed, ["warm"]))

    def checks(self) -> dict[str, Awaitable[None]]:
        return super().checks() | {"storage": self.storage.ping()}

    async def close(self) -> None:
        self.readers.close()
        await self.storage.close()
        if self.language_model:
            await self.language_model.close()
        await super().close()
