"""What a sentence may say about its sources."""

import pytest

from services.assistant.generation.support import supported

PASSPORT = "passport.pdf (Passport), page 1: expiration date is 2030-01-15 (15 January 2030, in 1149 days)"
LEASE = "lease.txt (Lease), page 1:\nThe monthly rent is 1,900 crowns. Landlord: Utopia Housing Office."


@pytest.mark.parametrize(
    "claim",
    [
        "Your passport expires on 15 January 2030 [1].",
        "Your passport expires on January 15, 2030 [1].",
        "Your passport expires on 2030-01-15 [1].",
        "Your passport expires in 1149 days [1].",
        "Your passport expires in January 2030 [1].",
        "The Utopia Housing Office asks for 1,900 crowns a month [1][2].",
        "On Monday you pay the rent of 1900 crowns [2].",
    ],
)
def test_what_stands_there_holds(claim: str) -> None:
    assert supported(claim, [PASSPORT, LEASE])


@pytest.mark.parametrize(
    "claim",
    [
        "Your passport expires on 16 January 2030 [1].",
        "Your passport expires on the 15th of February 2030 [1].",
        "Your passport expires in 1150 days [1].",
        "Your rent is 1,901 crowns [2].",
        "Your landlord is Raphael [2].",
        "Raphael pays the rent [2].",
        "Pay the rent at https://utopia.example [2].",
        "Write about the rent to office@utopia.example [2].",
        "![the rent](x) [2]",
        "Bananas are yellow [2].",
        "[2]",
        "",
    ],
)
def test_what_is_made_up_does_not(claim: str) -> None:
    assert not supported(claim, [PASSPORT, LEASE])


def test_day_that_does_not_exist_is_read_as_numbers() -> None:
    assert supported("It says 31 February 2030 [1].", ["It says 31 February 2030."])
