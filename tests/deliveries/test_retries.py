"""Retries come when SNS's phases say."""

from __future__ import annotations

from marketplace_emulator.deliveries import retries


def test_an_endpoint_gets_three_retries() -> None:
    assert [retries.delay(retries.ENDPOINT, attempts) for attempts in range(1, 5)] == [20, 20, 20, None]


def test_a_service_of_aws_gets_retries_for_weeks() -> None:
    delays = [retries.delay(retries.AWS_SERVICE, attempts) for attempts in range(1, 18)]
    assert delays[:5] == [0, 0, 0, 1, 1]
    backoff = [each for each in delays[5:15] if each is not None]
    assert (backoff[0], backoff[-1]) == (1, 20)
    assert backoff == sorted(backoff)
    assert delays[15:] == [20, 20]
    assert retries.delay(retries.AWS_SERVICE, 100_015) == 20
    assert retries.delay(retries.AWS_SERVICE, 100_016) is None
