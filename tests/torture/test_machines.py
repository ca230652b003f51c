"""The outbox through many more stories than each run of the tests tells: `make torture`."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.inbox.outgoing.test_outbox_machine import HOW, Outbox, StrictOutbox

pytestmark = pytest.mark.torture


@pytest.mark.parametrize("machine", [Outbox, StrictOutbox])
def test_five_hundred_stories_of_the_outbox(machine: type[Outbox]) -> None:
    run_state_machine_as_test(machine, settings=settings(HOW, max_examples=500))
