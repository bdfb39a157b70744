"""What answers may cite, through the door."""

from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform


async def test_vaults_in_sight_and_the_rules(
    platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
) -> None:
    await upload_and_process(platform, as_owner, vault_id)
    await platform.run_tasks()
    body = (await as_owner.get("assistant", "/sources")).json()
    vault, rules = body["sources"]
    assert (vault["id"], vault["type"], vault["item_count"]) == (vault_id, "vault", 1)
    assert (rules["id"], rules["type"]) == ("rules", "reference")
    assert rules["item_count"] > 40
    assert body["is_complete"] is True
    others = (await as_stranger.get("assistant", "/sources")).json()["sources"]
    assert [source["id"] for source in others] == ["rules"]


async def test_the_vault_service_away_is_503(platform: Platform, as_owner: Caller) -> None:
    await as_owner.get("assistant", "/sources")
    platform.router.down.add(platform.resources("vault").settings.port("vault"))
    response = await as_owner.get("assistant", "/sources")
    assert (response.status_code, response.json()) == (503, {"detail": "The vault service is not available"})


async def test_nobody_is_401(as_nobody: Caller) -> None:
    assert (await as_nobody.get("assistant", "/sources")).status_code == 401
