"""The services and operations that the command knows, all read from botocore's models."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from marketplace_emulator import catalogue, models

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from botocore.model import OperationModel, ServiceModel

SERVICES = tuple(sorted(catalogue.SERVICES))


@cache
def loader(folders: str | None) -> Loader:
    """Find models where the AWS CLI finds them: first in the folders of AWS_DATA_PATH, then in botocore."""
    from botocore.loaders import create_loader

    made = create_loader(folders)
    models.teach(made)
    return made


def load(service: str, what: str) -> dict[str, Any]:
    """Read one of a service's model files."""
    found: dict[str, Any] = loader(os.environ.get("AWS_DATA_PATH")).load_service_model(service, what)
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
