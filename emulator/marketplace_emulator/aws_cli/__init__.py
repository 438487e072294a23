"""The AWS CLI's commands for the services that this emulator knows, generated from botocore's models."""
