"""An AWS request's whole way, from bytes to an answer, whichever server brought it."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Mapping, Sequence

from marketplace_emulator import signature, validation
from marketplace_emulator.call import UNASKED, Call
from marketplace_emulator.catalogue import Operation
from marketplace_emulator.errors import (
    AwsError,
    InternalFailure,
    MalformedHttpRequestException,
    ServiceUnavailable,
    named,
)
from marketplace_emulator.faults.fault import Fault, Interrupted
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way, date
from marketplace_emulator.journal import Exchange
from marketplace_emulator.operations import HERE
from marketplace_emulator.store.problems import Unavailable
from marketplace_emulator.wire import aws_json
from marketplace_emulator.world import World

log = logging.getLogger("marketplace_emulator")


class App:
    """Answers AWS requests from a world. With `strict_signatures` every signature is verified."""

    def __init__(self, world: World, *, strict_signatures: bool = False) -> None:
        self.world = world
        self.strict_signatures = strict_signatures

    def respond(self, request: HttpRequest) -> Way:
        """Answer one request; a bug of the emulator is logged, and answered in AWS's shape."""
        try:
            return (yield from self.exchange(request))
        except Unavailable as unavailable:
            log.error("%s %s was not answered: %s", request.method, request.path, unavailable)
            return self._failed(self._exchange(request, ServiceUnavailable(str(unavailable))))
        except Exception:
            log.exception("%s %s failed; this is a bug of the emulator, please report it", request.method, request.path)
            return self._failed(self._exchange(request, InternalFailure()))

    def exchange(self, request: HttpRequest) -> Way:
        """Answer a request to AWS: decode, find the caller, apply faults, check, work, encode, record."""
        exchange = Exchange(request, time.perf_counter())
        with self.world.transaction():
            faults = self._receive(exchange)
            if not faults:
                return self._work(exchange)
        assert exchange.call is not None, "faults are chosen for a call"
        try:
            for _, fault, chance in faults:
                yield from fault.before(exchange.call, chance)
        except AwsError as error:
            exchange.error = error
        except Interrupted as interrupted:
            exchange.interrupted = interrupted.connection
        exchange.call.registration = UNASKED  # the world may have changed while a fault waited
        with self.world.transaction():
            return self._work(exchange, [fault for _, fault, _ in faults])

    def refuse(self, unread: HttpRequest, status: int) -> HttpAnswer:
        """Answer what could not be read as HTTP, of which `unread` is what was understood."""
        return self._failed(self._exchange(unread, named(MalformedHttpRequestException.code, status=status)))

    def _receive(self, exchange: Exchange) -> list[tuple[str, Fault, float]]:
        world, request = self.world, exchange.request
        exchange.at = world.clock.now()
        try:
            operation = exchange.operation = aws_json.operation(request)
            signed = signature.read(request)
            call = exchange.call = Call(operation.name, world.caller(signed), exchange.at, world.readings)
            if self.strict_signatures:
                signature.verify(request, signed, world.credentials.get(signed.access_key_id), exchange.at)
            call.parameters = aws_json.parameters(request)
        except AwsError as error:
            exchange.error = error
            return []
        exchange.faults = world.take_faults(call)
        return exchange.faults

    def _work(self, exchange: Exchange, faults: Sequence[Fault] = ()) -> HttpAnswer:
        answer = self._answer(exchange, faults)
        for fault in reversed(faults):
            answer = fault.after(answer)
        exchange.record(self.world, answer)
        return answer

    def _answer(self, exchange: Exchange, faults: Sequence[Fault]) -> HttpAnswer:
        operation, call = exchange.operation, exchange.call
        if exchange.interrupted:
            return HttpAnswer(0, connection=exchange.interrupted)
        if exchange.error is None and operation is not None and call is not None:
            try:
                members = self._operate(operation, call)
                for fault in reversed(faults):
                    members = fault.result(members)
                return self._stamp(exchange, aws_json.answer(operation, members))
            except AwsError as error:
                exchange.error = error
        assert exchange.error is not None
        readings = call.reading if call is not None else self.world.readings.__getitem__
        namespaced = readings("error_type") == "namespaced"
        return self._stamp(exchange, aws_json.error(operation, exchange.error, namespaced=namespaced))

    def _exchange(self, request: HttpRequest, error: AwsError) -> Exchange:
        return Exchange(request, time.perf_counter(), self.world.clock.now(), error=error)

    def _failed(self, exchange: Exchange) -> HttpAnswer:
        assert exchange.error is not None
        answer = self._stamp(exchange, aws_json.error(None, exchange.error, namespaced=False))
        with contextlib.suppress(Exception), self.world.transaction():
            exchange.record(self.world, answer)
        return answer

    def _operate(self, operation: Operation, call: Call) -> Mapping[str, object]:
        operate = HERE.get(operation.name)
        if operate is None:
            raise aws_json.not_here_yet(operation)
        call.parameters = validation.check(operation, call.parameters)
        return operate(self.world, call)

    def _stamp(self, exchange: Exchange, answer: HttpAnswer) -> HttpAnswer:
        every = (("x-amzn-RequestId", exchange.request_id), ("Date", date(int(exchange.at))))
        return HttpAnswer(answer.status, every + answer.headers, answer.body)
