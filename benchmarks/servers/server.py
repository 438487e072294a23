"""A measured server: its command, its request, and a part of the correct answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    """`command` starts the server, with `{port}` for the port; every correct answer contains `expects`."""

    name: str
    command: tuple[str, ...]
    headers: Mapping[str, str]
    body: str
    expects: bytes

    def message(self, port: int, *, close: bool) -> bytes:
        """Return the request as it is sent."""
        lines = [
            "POST / HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
            f"Content-Length: {len(self.body.encode())}",
            *(["Connection: close"] if close else []),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


def aws_headers(target: str) -> dict[str, str]:
    """Return the headers that boto3 sends with an operation of the metering service."""
    return {
        "X-Amz-Target": target,
        "Content-Type": "application/x-amz-json-1.1",
        "User-Agent": "Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux lang/python cfg/retry-mode#legacy",
        "X-Amz-Date": "20261123T120000Z",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAMARKETPLACELOCAL/20261123/us-east-1/aws-marketplace/aws4_request, "
        f"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={'0' * 64}",
        "amz-sdk-invocation-id": "5c5c3f4a-9f0e-4d5e-8e67-1c6b9d1f8a11",
        "amz-sdk-request": "attempt=1",
    }
