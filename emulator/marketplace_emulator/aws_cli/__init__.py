"""The AWS CLI's words for the services that live here, generated from botocore's models."""
