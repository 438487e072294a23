"""The services and operations that the command knows, all read from botocore's models."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from marketplace_emulator import catalogue, models

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel

SERVICES = tuple(sorted(catalogue.SERVICES))


def load(service: str, what: str) -> dict[str, Any]:
    """Read one of a service's model files from where the AWS CLI finds them."""
    found: dict[str, Any] = models.loader(os.environ.get("AWS_DATA_PATH")).load_service_model(service, what)
    return found


def service_model(service: str) -> ServiceModel:
    from botocore.model import ServiceModel

    return ServiceModel(load(service, "service-2"), service)


def operations(service: ServiceModel) -> dict[str, str]:
    """Map the name on the command line to the operation's name: `resolve-customer` to ResolveCustomer."""
    from botocore import xform_name

    return {xform_name(name, "-"): name for name in service.operation_names}


def paging(operation: OperationModel) -> dict[str, Any] | None:
    """Return how an operation is paged, or None: input_token, output_token, result_key, sometimes limit_key."""
    from botocore.exceptions import DataNotFoundError

    try:
        paginators = load(operation.service_model.service_name, "paginators-1")
    except DataNotFoundError:
        return None
    found: dict[str, Any] | None = paginators["pagination"].get(operation.name)
    return found
