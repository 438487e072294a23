"""A connection that is broken off leaves no file open."""

from __future__ import annotations

import os

import pytest
from botocore.config import Config
from botocore.exceptions import HTTPClientError

from emulator import Marketplace


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"hang": True}])
def test_faults_on_connections_leave_no_file_open(fault: dict[str, object]) -> None:
    with Marketplace(port=0) as marketplace:
        client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=0.3))
        marketplace.add_fault(operation="ResolveCustomer", **fault)
        with pytest.raises(HTTPClientError):
            client.resolve_customer(RegistrationToken="any")
        before = open_files()
        for _ in range(5):
            with pytest.raises(HTTPClientError):
                client.resolve_customer(RegistrationToken="any")
        assert open_files() <= before + 2  # a connection may still be on its way out
