"""What a process of the immigration service holds on to."""

import asyncio
from datetime import date
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request

from services.immigration.calendars.links import CalendarLinks
from services.immigration.imports.workbooks import Workbooks
from services.immigration.numbers.sealing import Sealer
from services.immigration.rules.catalogue import load_rules
from services.immigration.settings import ImmigrationSettings
from shared.resources import Resources


class ImmigrationResources(Resources):
    settings: ImmigrationSettings

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.settings)

    @cached_property
    def calendar_links(self) -> CalendarLinks:
        return CalendarLinks(self.settings)

    @cached_property
    def workbooks(self) -> Workbooks:
        return Workbooks()

    async def start(self) -> None:
        await asyncio.to_thread(load_rules)

    def today(self) -> date:
        return self.now().date()


async def immigration_resources(request: Request) -> ImmigrationResources:
    resources: ImmigrationResources = request.app.state.resources
    return resources


ImmigrationApp = Annotated[ImmigrationResources, Depends(immigration_resources)]
