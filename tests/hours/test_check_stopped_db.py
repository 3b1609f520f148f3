"""`innercircle hours-check` that is stopped by Ctrl-C says what stays and ends with 130."""

from __future__ import annotations

import pytest

from innercircle.cli.hours_check import hours_check


@pytest.mark.django_db
def test_a_check_that_is_stopped_says_what_stays(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("innercircle.cli.hours_check.django_ready", lambda: None)
    monkeypatch.setattr("innercircle.hours.queries.deviations", stopped)
    with pytest.raises(SystemExit) as ended:
        hours_check(rebuild=True)
    said = capsys.readouterr()
    assert (ended.value.code, "Stopped. What is computed anew stays" in said.err) == (130, True)
    assert said.out == "0 accounts computed anew.\n"
