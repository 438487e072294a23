"""Resolve a token with boto3 in each environment of a JSON list on stdin; print a JSON list of outcomes."""

import json
import os
import sys

import boto3
import botocore.session
from botocore.loaders import create_loader

loader = create_loader()  # reading the models takes most of a session's time
outcomes = []
for environment in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environment)
    try:
        session = botocore.session.Session()
        session.register_component("data_loader", loader)
        metering = boto3.session.Session(botocore_session=session).client("meteringmarketplace")
        outcomes.append(metering.resolve_customer(RegistrationToken="valid")["CustomerAWSAccountId"])
    except Exception as error:
        outcomes.append(f"{type(error).__name__}: {error}")
print(json.dumps(outcomes))
