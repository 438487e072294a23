"""A boto3 session for clients of the emulator, which reads none of the developer's AWS settings."""

from __future__ import annotations

import os
from typing import Any

from marketplace_emulator import models

NOT_READ: dict[str, Any] = {
    "profile": None,
    "config_file": os.devnull,
    "credentials_file": os.devnull,
    "use_fips_endpoint": False,
    "use_dualstack_endpoint": False,
    "defaults_mode": "legacy",  # `auto` asks the metadata service of EC2 for the Region
    "csm_enabled": False,  # sends a datagram for each call to AWS_CSM_HOST
}
"""The values that replace what botocore finds in the environment and in the files of ~/.aws, by botocore's names.

A profile that is missing, or that asks a single sign-on for credentials, must not stop a client of an emulator on this machine.
Retries and time limits stay as the developer sets them by AWS_RETRY_MODE and AWS_MAX_ATTEMPTS.
"""


def boto3_session() -> Any:
    """Make a session whose clients go to their endpoint directly: a proxy's 127.0.0.1 is the proxy itself."""
    import boto3  # only here: programs that create no client do not wait for the import
    import botocore.session
    from botocore.config import Config
    from botocore.configprovider import ConstantProvider

    session = botocore.session.Session()
    store = session.get_component("config_store")
    for name, value in NOT_READ.items():
        store.set_config_provider(name, ConstantProvider(value))
    session.register_component("data_loader", models.loader(session.get_config_variable("data_path")))
    session.set_default_client_config(Config(proxies={}))
    return boto3.session.Session(botocore_session=session)
