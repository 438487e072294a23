"""The services and operations that the command knows, read from botocore's models and nowhere else."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from marketplace_emulator import catalogue

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from botocore.model import OperationModel, ServiceModel

SERVICES = tuple(sorted(catalogue.SERVICES))


@cache
def loader(folders: str | None) -> Loader:
    """Find models where the AWS CLI finds them: in AWS_DATA_PATH's folders first, then in what botocore brings."""
    from botocore.loaders import create_loader

    return create_loader(folders)


def load(service: str, what: str) -> dict[str, Any]:
    """Read one of a service's model files."""
    found: dict[str, Any] = loader(os.environ.get("AWS_DATA_PATH")).load_service_model(service, what)
    return found


def service_model(service: str) -> ServiceModel:
    """Read a service's model."""
    from botocore.model import ServiceModel

    return ServiceModel(load(service, "service-2"), service)


def operations(service: ServiceModel) -> dict[str, str]:
    """Name every operation of a service as one types it: `resolve-customer` for ResolveCustomer."""
    from botocore import xform_name

    return {xform_name(name, "-"): name for name in service.operation_names}


def paging(operation: OperationModel) -> dict[str, Any] | None:
    """Tell how an operation is paged, if it is: input_token, output_token, result_key and perhaps limit_key."""
    from botocore.exceptions import DataNotFoundError

    try:
        paginators = load(operation.service_model.service_name, "paginators-1")
    except DataNotFoundError:
        return None
    found: dict[str, Any] | None = paginators["pagination"].get(operation.name)
    return found
