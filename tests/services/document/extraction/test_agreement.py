import pytest

from services.document.catalogue.catalogue import Field, FieldType
from services.document.extraction.agreement import agrees, reconcile
from services.document.extraction.fields import FieldEvidence, FieldMethod, FieldValue

BIRTH = Field("date_of_birth", "Date of birth", FieldType.DATE)
SURNAME = Field("surname", "Surname", FieldType.NAME)


def zone(value: str, evidence: FieldEvidence = FieldEvidence.VERIFIED, confidence: float = 0.9) -> FieldValue:
    return FieldValue(value, confidence, 1, (0.1, 0.8, 0.9, 0.9), FieldMethod.MRZ, evidence)


def printed(value: str) -> FieldValue:
    return FieldValue(value, 0.8, 1, (0.1, 0.1, 0.2, 0.2), FieldMethod.OCR)


class TestReconcile:
    def test_one_alone_stays(self) -> None:
        assert reconcile(BIRTH, zone("1974-08-12"), None) == zone("1974-08-12")
        assert reconcile(BIRTH, None, printed("1974-08-12")) == printed("1974-08-12")
        assert reconcile(BIRTH, None, None) is None

    def test_agreement_is_surer_than_either(self) -> None:
        found = reconcile(BIRTH, zone("1974-08-12"), printed("1974-08-12"))
        assert found is not None
        assert (found.method, found.confidence) == (FieldMethod.MRZ, 0.98)

    def test_disagreement_keeps_the_zone_less_sure(self) -> None:
        found = reconcile(BIRTH, zone("1974-08-12"), printed("1974-08-13"))
        assert found is not None
        assert found.value == "1974-08-12"
        assert found.confidence < 0.7

    def test_a_zone_no_digit_covers_falls_further(self) -> None:
        values = [
            reconcile(BIRTH, zone("a", evidence), printed("b"))
            for evidence in (FieldEvidence.VERIFIED, FieldEvidence.NOT_COVERED)
        ]
        assert values[0] is not None
        assert values[1] is not None
        assert values[0].confidence > values[1].confidence

    def test_a_refuted_zone_yields(self) -> None:
        found = reconcile(BIRTH, zone("1974-08-72", FieldEvidence.REFUTED), printed("1974-08-12"))
        assert found is not None
        assert (found.value, found.method) == ("1974-08-12", FieldMethod.OCR)
        assert found.confidence < 0.8

    def test_names_that_differ_cost_little(self) -> None:
        found = reconcile(SURNAME, zone("ERIKSSON"), printed("ERIKKSON"))
        assert found is not None
        assert found.value == "ERIKSSON"
        assert found.confidence > 0.8


@pytest.mark.parametrize(
    ("in_zone", "in_print"),
    [
        ("MUELLER", "Müller"),
        ("MULLER", "Müller"),
        ("NUNEZ", "Núñez"),
        ("ANNA MARIA CHARLOT", "Anna Maria Charlotte"),
        ("O NEILL", "O'Neill"),
    ],
)
def test_names_agree_as_a_zone_writes_them(in_zone: str, in_print: str) -> None:
    assert agrees(SURNAME, in_zone, in_print)


def test_other_names_do_not_agree() -> None:
    assert not agrees(SURNAME, "ERIKSSON", "ABRAXAS")
