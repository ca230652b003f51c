"""Every fault is what it says, meets the call it is armed for, and is used up."""

from __future__ import annotations

import pytest
import requests

from connectors.sandbox.accounts import X
from connectors.sandbox.faults import Armed, Fault, Faults
from tests.sandbox import Sandbox

LOGIN = {"Authorization": f"Bearer {X.oauth2_access_token}"}


def get(sandbox: Sandbox, path: str = "/2/users/me", timeout: float = 5) -> requests.Response:
    return requests.get(sandbox.x_url + path, headers=LOGIN, timeout=timeout)


def write(sandbox: Sandbox, text: str) -> requests.Response:
    url = f"{sandbox.x_url}/2/tweets"
    return requests.post(url, headers=LOGIN, json={"text": text}, timeout=2)


@pytest.mark.parametrize(
    ("fault", "status", "word"),
    [
        ("busy", 429, "Too Many Requests"),
        ("busy_silent", 429, "Too Many Requests"),
        ("expired", 401, "Unauthorized"),
        ("refused", 403, "not permitted"),
        ("out_of_credit", 402, "CreditsDepleted"),
        ("html_500", 500, "<html>"),
        ("html_200", 200, "<html>"),
        ("empty_500", 500, '"data":[]'),
    ],
)
def test_an_answer_that_is_a_fault_says_so_in_x_s_words(sandbox, fault, status, word) -> None:
    sandbox.fault("x", fault)
    answer = get(sandbox)
    assert answer.status_code == status
    assert word in answer.text
    assert get(sandbox).status_code == 200


def test_busy_tells_a_reset_unless_it_is_silent(sandbox) -> None:
    sandbox.fault("x", "busy")
    assert int(get(sandbox).headers["x-rate-limit-reset"]) > 0
    sandbox.fault("x", "busy_silent")
    assert "x-rate-limit-reset" not in get(sandbox).headers


@pytest.mark.parametrize(
    ("fault", "took_effect"),
    [
        ("html_500", False),
        ("html_500_after", True),
        ("html_200", False),
        ("html_200_after", True),
        ("reset_before", False),
        ("reset_after", True),
        ("cut", True),
        ("slow", True),
        ("refused", False),
        ("broken", False),
    ],
)
def test_a_write_takes_effect_exactly_where_the_fault_s_name_says(
    sandbox, fault, took_effect
) -> None:
    sandbox.fault("x", fault, method="POST", seconds=0.2)
    try:
        write(sandbox, "Guten Morgen")
    except requests.RequestException:
        pass
    assert (sandbox.ours("x") == ["Guten Morgen"]) is took_effect


@pytest.mark.parametrize(("fault", "took_effect"), [("hang_before", False), ("hang_after", True)])
def test_a_call_that_hangs_ends_by_the_caller_s_own_patience(sandbox, fault, took_effect) -> None:
    sandbox.fault("x", fault, method="POST")
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{sandbox.x_url}/2/tweets", headers=LOGIN, json={"text": "Hallo"}, timeout=0.3
        )
    assert bool(sandbox.ours("x")) is took_effect


@pytest.mark.parametrize("fault", ["reset_before", "cut"])
def test_a_broken_wire_is_no_answer(sandbox, fault) -> None:
    sandbox.fault("x", fault)
    with pytest.raises(requests.RequestException):
        get(sandbox)


def test_a_fault_meets_only_the_call_it_is_armed_for(sandbox) -> None:
    sandbox.fault("x", "html_500", method="GET", path="/mentions$")
    sandbox.fault("facebook", "html_500")
    assert get(sandbox).status_code == 200
    assert get(sandbox, f"/2/users/{X.id}/mentions").status_code == 500


def test_a_fault_may_let_calls_pass_and_last_until_cleared(sandbox) -> None:
    sandbox.fault("x", "html_500", times=None, skip=1)
    assert [get(sandbox).status_code for _ in range(4)] == [200, 500, 500, 500]
    sandbox.clear_faults()
    assert get(sandbox).status_code == 200


def test_a_fault_is_listed_with_how_often_it_was_used(sandbox) -> None:
    sandbox.fault("x", "html_500", times=2)
    get(sandbox)
    (listed,) = sandbox.get("")["faults"]
    assert (listed["fault"], listed["left"], listed["used"]) == ("html_500", 1, 1)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"fault": "earthquake"}, "faults are busy"),
        ({}, "fault is missing"),
        ({"fault": "busy", "path": "("}, "regular expression"),
    ],
)
def test_a_wrong_command_is_answered_with_what_is_wrong(sandbox, given, word) -> None:
    answer = requests.post(f"{sandbox.url}/control/faults", json=given, timeout=5)
    assert answer.status_code == 400
    assert word in answer.json()["error"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"7"])
def test_a_command_is_a_json_object(sandbox, body) -> None:
    answer = requests.post(f"{sandbox.url}/control/x/post", data=body, timeout=5)
    assert answer.status_code == 400


def test_every_fault_has_an_answer_even_of_a_platform_without_words() -> None:
    faults = Faults()
    assert all(faults.answer("nobody", fault).status >= 200 for fault in Fault)


def test_the_first_armed_fault_goes_first_and_a_used_one_stands_aside() -> None:
    faults = Faults()
    faults.arm(Armed("x", Fault.BUSY))
    faults.arm(Armed("*", Fault.CUT))
    taken = [faults.take("x", "GET", "/") for _ in range(3)]
    assert [armed and armed.fault for armed in taken] == [Fault.BUSY, Fault.CUT, None]
