"""Authority: what may be decided alone, and the limit that is named where it may not."""

from __future__ import annotations

import pytest

from db.models import REMEDIES
from inbox.rules.authority import COUNTED, Answer, Grant, Remedy, may, merged
from inbox.rules.money import Amount

FIFTY = Grant(True, Amount(50_00, "EUR"))
NOT = Grant(False)


def euros(hundredths: int) -> Amount:
    return Amount(hundredths, "EUR")


@pytest.mark.parametrize(
    ("limit", "amount", "answer"),
    [
        (FIFTY, euros(49_99), Answer.MAY),
        (FIFTY, euros(50_00), Answer.MAY),
        (FIFTY, euros(50_01), Answer.ABOVE),
        (FIFTY, Amount(10_00, "USD"), Answer.ABOVE),
        (FIFTY, None, Answer.UNSAID),
        (NOT, euros(1), Answer.NOT_GRANTED),
        (NOT, None, Answer.NOT_GRANTED),
        (Grant(True), euros(9_999_00), Answer.MAY),
        (None, euros(9_999_00), Answer.MAY),
        (None, None, Answer.MAY),
    ],
)
def test_what_may_be_decided_alone(
    limit: Grant | None, amount: Amount | None, answer: Answer
) -> None:
    verdict = may({Remedy.REFUND: limit} if limit else {}, Remedy.REFUND, amount)
    assert (verdict.answer, verdict.limit, verdict.amount) == (answer, limit, amount)
    assert verdict.allowed is (answer is Answer.MAY)


def test_a_limit_is_one_remedys() -> None:
    assert may({Remedy.VOUCHER: NOT}, Remedy.REFUND, euros(80_00)).allowed


def test_an_agents_own_goes_before_their_roles() -> None:
    role = {Remedy.REFUND: FIFTY, Remedy.VOUCHER: NOT}
    both = merged({Remedy.REFUND: Grant(True)}, role)
    assert both == {Remedy.REFUND: Grant(True), Remedy.VOUCHER: NOT}


def test_the_table_knows_every_remedy() -> None:
    assert tuple(Remedy) == REMEDIES
    assert set(Remedy) > COUNTED
