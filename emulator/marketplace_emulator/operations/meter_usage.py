"""MeterUsage: record the usage of software that runs in the buyer's own account."""

from __future__ import annotations

from typing import Any

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError, ValidationException, named
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import (
    allocations,
    client_token,
    dimension,
    duplicates,
    entitling_agreement,
    product,
    quantity,
    record,
    runtime,
    window,
)
from marketplace_emulator.metering.duplicates import Outcome
from marketplace_emulator.store import Row, agreements, buyers, instances, metering_records
from marketplace_emulator.store.metering_records import Key
from marketplace_emulator.world import World

ABOUT = {"product_code": ["ProductCode"], "dimension": ["UsageDimension"]}
JUDGES = allocations.JUDGED
DIMENSION = "usageDimension: {key} is a dimension that"

MODEL = "service model meteringmarketplace, botocore 1.44.8"
NOBODY = "nobody published it"
imitates(
    __name__,
    "An instance, task or pod reports a dimension once an hour. The same quantity again has the same MeteringRecordId; "
    "another one is DuplicateRequestException, and the first stays.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Every access key of the buyer's account is taken, whether temporary or not.",
    "assumed",
    "the emulator's own convenience; the model says that AWS takes only those of the instance's, task's or pod's own role",
)
imitates(__name__, "An access key is an instance: a task or a pod.", "assumed", "each has temporary keys of its own")
imitates(
    __name__,
    "The same quantity with other allocations is the same usage, and the first allocations stay.",
    "assumed",
    "the model compares quantities; nobody published what becomes of other allocations",
)
imitates(
    __name__,
    "On Bedrock AgentCore Runtime (`platform: agentcore`) each ClientToken counts, and no hour is rounded down.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "The messages of DuplicateRequestException and InvalidUsageDimensionException contain `usageDimension: ` and the "
    "dimension.",
    "seen",
    "AWS's sample of a metered container looks for it in errors of MeterUsage; the rest of the messages is the emulator's own",
)
imitates(__name__, "Usage of the last six hours is accepted, at any time of the month.", "doc", MODEL)
imitates(
    __name__,
    "Usage of an hour before the agreement's first is TimestampOutOfBoundsException.",
    "assumed",
    "the model says that usage must not be before the start of the software usage; nobody published the error",
)
imitates(
    __name__,
    "InvalidEndpointRegionException answers a call in another Region than the one that the access key's software runs in.",
    "doc",
    MODEL,
)
imitates(__name__, "In preview mode usage is recorded and deduplicated, and not billed.", "assumed", NOBODY)
imitates(
    __name__,
    "MeterUsage takes usage of any product, as if it were an AMI or a container.",
    "assumed",
    "the emulator's own convenience: its products have no type",
)
imitates(
    __name__,
    "A dry run stores nothing. An allowed one has an empty answer or the error DryRunOperation. (The reading dry_run_answer "
    "decides.)",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Where an allowed dry run is DryRunOperation, one without an agreement is UnauthorizedException; both have status 400.",
    "assumed",
    "the model says so of permissions; nobody published whether an agreement is one, and the status is that of other errors",
)
imitates(
    __name__,
    "The checks have this order: quantity and allocations, ClientToken, Region, product, timestamp, dimension, agreement, "
    "what the hour already has. A dry run makes all of them but that of the ClientToken and the last.",
    "assumed",
    f"{NOBODY}; AWS's sample of a metered container checks its dimensions by a dry run",
)


def meter_usage(world: World, call: Call) -> dict[str, Any]:
    """Record the usage once, and return the record's id."""
    sent = call.parameters
    micros = quantity.micros(sent, "UsageQuantity", "UsageQuantityAsDecimal")
    if "UsageAllocations" in sent:
        decimal = "UsageQuantityAsDecimal" in sent
        allocations.check(call, sent["UsageAllocations"], micros, decimal=decimal, where="UsageAllocations")
    if sent.get("DryRun"):
        return _dry_run(world, call)
    repeatable = "ClientToken" in sent
    if repeatable and (earlier := client_token.answered(world.store, call, micros)) is not None:
        return earlier
    sold = _checked(world, call)
    agreement = _agreement(world, call, sold)
    _check_start(world, call, agreement)
    answer = {"MeteringRecordId": _recorded(world, call, agreement, micros)}
    if repeatable:
        client_token.remember(world.store, call, micros, answer)
    return answer


def _dry_run(world: World, call: Call) -> dict[str, Any]:
    """Say whether the caller may meter, as the reading dry_run_answer has it said."""
    sold = _checked(world, call)
    by_error = call.reading("dry_run_answer") == "error_DryRunOperation"
    try:
        agreement = _agreement(world, call, sold)
    except AwsError as refusal:
        if not by_error:
            raise
        raise named("UnauthorizedException", str(refusal), operation=call.operation) from None
    _check_start(world, call, agreement)
    if by_error:
        raise named("DryRunOperation", "The usage would be recorded if DryRun were not set.", operation=call.operation)
    return {}


def _checked(world: World, call: Call) -> Row:
    """Return the product, or raise what is wrong with the call whoever makes it."""
    sent = call.parameters
    runtime.check_region(world, call, "InvalidEndpointRegionException")
    if (
        "ClientToken" not in sent
        and runtime.platform(world, call) == "agentcore"
        and call.reading("agentcore_without_client_token") == "rejected"
    ):
        raise ValidationException(
            "1 validation error detected: Value null at 'clientToken' failed to satisfy constraint: Member must not be "
            "null on Amazon Bedrock AgentCore Runtime"
        )
    sold = product.find(world.store, call)
    window.check(call, "6h", [sent["Timestamp"]], "Timestamp")
    dimension.check(world.store, call, sold["product_code"], [sent["UsageDimension"]], DIMENSION)
    return sold


def _agreement(world: World, call: Call, sold: Row) -> Row | None:
    """Return the agreement that takes the usage, or None in preview mode; or raise why none does."""
    call.concerns(customer_aws_account_id=call.caller.account)
    try:
        agreement = entitling_agreement.find(world.store, call, sold)
    except AwsError:
        agreement = _ended(world, call, sold)
        if agreement is None:
            raise
    if agreement is not None:
        call.concerns(agreement_id=agreement["agreement_id"], license_arn=agreement["license_arn"])
    return agreement


def _check_start(world: World, call: Call, agreement: Row | None) -> None:
    if agreement is None:
        return
    start, timestamp = (
        agreements.find(world.store, agreement["agreement_id"])["start_time"],
        call.parameters["Timestamp"],
    )
    if duration.hour(timestamp) < duration.hour(start):
        raise named(
            "TimestampOutOfBoundsException",
            f"Timestamp is {duration.iso(timestamp)}, which is before the start of the agreement; expected a time from the "
            f"hour of {duration.iso(start)} on.",
            operation=call.operation,
        )


def _ended(world: World, call: Call, sold: Row) -> Row | None:
    """Return the agreement under which an instance that runs on began, if the reading lets it go on."""
    code, account = sold["product_code"], call.caller.account
    if not instances.is_registered(world.store, code, call.caller.access_key_id):
        return None
    if buyers.find(world.store, account)["suspended"]:
        return None
    if call.reading("running_instance_after_end") == "not_entitled":
        return None
    found = world.store.row(agreements.OF_BUYER, product_code=code, customer_aws_account_id=account)
    return None if found is None else agreements.find(world.store, found["agreement_id"])


def _recorded(world: World, call: Call, agreement: Row | None, micros: int) -> str:
    """Record the usage, and return the id; raise DuplicateRequestException if the hour has another quantity."""
    sent = call.parameters
    code, key_dimension, timestamp = sent["ProductCode"], sent["UsageDimension"], sent["Timestamp"]
    hour, account, instance = duration.hour(timestamp), call.caller.account, call.caller.access_key_id
    scope = f"instance {instance}"
    if runtime.platform(world, call) == "agentcore":
        scope = f"client_token {sent.get('ClientToken', call.request_id)}"
    key = Key(hour, scope, code, "", account, key_dimension)
    store = world.store
    earlier = (
        metering_records.previewed(store, key) if agreement is None else metering_records.billed(store, [key]).get(key)
    )
    if earlier is not None and earlier[0] != micros:
        raise named(
            "DuplicateRequestException",
            f"A metering record has already been emitted by the access key {instance} for {{usageDimension: {key_dimension}, "
            f"timestamp: {duration.iso(hour)}}} with another usageQuantity: it has {quantity.written(earlier[0])}, and this "
            f"call {quantity.written(micros)}.",
            operation=call.operation,
        )
    if earlier is not None:
        outcome = Outcome("Success", duplicates.REPEATED, earlier[1])
    else:
        outcome = Outcome("Success", None, key.metering_record_id(micros), [key])
    if agreement is None:
        outcome = outcome._replace(reason=metering_records.PREVIEW, new=())
    agreement_id = None if agreement is None else agreement["agreement_id"]
    metering_records.add(store, [record.of_call(call, sent, key, micros, outcome, agreement_id)])
    if agreement is not None and not instances.is_registered(store, code, instance):
        instances.register(store, code, instance, call.at)
    return str(outcome.metering_record_id)
