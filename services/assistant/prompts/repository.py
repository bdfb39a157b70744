"""How often prompts were used."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.assistant.models import PromptUses


class PromptRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def uses(self) -> dict[str, int]:
        """By prompt; those never used are not in it."""
        rows = await self.session.execute(select(PromptUses.prompt_id, PromptUses.uses))
        return {row.prompt_id: row.uses for row in rows}

    async def count(self, prompt_id: str) -> None:
        first = insert(PromptUses).values(prompt_id=prompt_id, uses=1)
        again = first.on_conflict_do_update(index_elements=["prompt_id"], set_={"uses": PromptUses.uses + 1})
        await self.session.execute(again)
