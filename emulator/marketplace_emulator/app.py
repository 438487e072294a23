"""An AWS request's whole way, from bytes to an answer, whichever server brought it."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Mapping, Sequence

from marketplace_emulator import error_shape, signature, validation, wire
from marketplace_emulator.call import Call
from marketplace_emulator.errors import (
    AwsError,
    InternalFailure,
    NotImplementedByEmulator,
    ServiceUnavailable,
    named,
)
from marketplace_emulator.faults.fault import Fault, Interrupted
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way, date
from marketplace_emulator.operations import HERE
from marketplace_emulator.printable import printable
from marketplace_emulator.recording import Recording
from marketplace_emulator.store.problems import Unavailable
from marketplace_emulator.wait import Wait
from marketplace_emulator.world import World

log = logging.getLogger("marketplace_emulator")


class App:
    """Answers AWS requests from a world. With `strict_signatures` every signature is verified."""

    def __init__(self, world: World, *, strict_signatures: bool = False) -> None:
        self.world = world
        self.strict_signatures = strict_signatures

    def respond(self, request: HttpRequest) -> Way:
        """Answer one request; a bug in the emulator is logged, and answered in AWS's shape."""
        try:
            return (yield from self._respond(request))
        except Unavailable as unavailable:
            log.error("%s %s was not answered: %s", request.method, printable(request.path), unavailable)
            return self._fail(request, ServiceUnavailable(str(unavailable)))
        except Exception:
            log.exception(
                "%s %s failed; this is a bug in the emulator, please report it", request.method, printable(request.path)
            )
            return self._fail(request, InternalFailure())

    def _respond(self, request: HttpRequest) -> Way:
        recording = Recording(request, time.perf_counter())
        with self.world.transaction():
            self._receive(recording)
            if not recording.faults:
                return self._work(recording)
        assert recording.call is not None, "faults are chosen for a call"
        try:
            for _, fault, chance in recording.faults:
                for seconds in fault.before(recording.call, chance):
                    yield Wait(seconds)
        except AwsError as error:
            recording.error = error
        except Interrupted as interrupted:
            recording.interrupted = interrupted.connection
        with self.world.transaction():
            faults = [fault for _, fault, _ in recording.faults]
            if all(fault.gathers == 1 for fault in faults):
                return self._work(recording, faults)
            answer = self._answered(recording, faults)
        worked = time.perf_counter()
        for fault_id, fault, _ in recording.faults:
            yield from fault.hold(self.world.gathering, recording.request_id, fault_id)
        recording.held = time.perf_counter() - worked
        with self.world.transaction():
            recording.keep(self.world, answer)
        yield Wait(0)  # all that were held are in the journal before the first is answered
        return answer

    def _receive(self, recording: Recording) -> None:
        """Decode the request, find the caller, and choose the faults."""
        world, request = self.world, recording.request
        codec = wire.of(request)
        recording.at = world.clock.now()
        try:
            operation = recording.operation = codec.operation(request)
            wire.check_size(request)
            signed = signature.read(request)
            caller, timings = world.caller(signed), world.timings
            call = recording.call = Call(
                operation.name, caller, recording.at, world.readings, recording.request_id, timings=timings
            )
            if self.strict_signatures:
                signature.verify(request, signed, world.credentials.get(signed.access_key_id), recording.at)
            call.parameters = codec.parameters(operation, request)
        except AwsError as error:
            recording.error = error
            return
        if operation.name in HERE:
            call.about = HERE[operation.name].about(call.parameters)
            call.named = len(call.about)
        recording.faults = world.take_faults(call)

    def _work(self, recording: Recording, faults: Sequence[Fault] = ()) -> HttpAnswer:
        """Do the work, and record the exchange."""
        answer = self._answered(recording, faults)
        recording.keep(self.world, answer)
        return answer

    def _answered(self, recording: Recording, faults: Sequence[Fault]) -> HttpAnswer:
        """Do the work, encode its result or error, and let the faults spoil the answer."""
        answer = self._answer(recording, faults)
        for fault in reversed(faults):
            answer = fault.after(answer)
        return answer

    def _answer(self, recording: Recording, faults: Sequence[Fault]) -> HttpAnswer:
        if recording.interrupted:
            return HttpAnswer(0, connection=recording.interrupted)
        codec = wire.of(recording.request)
        if recording.error is None:
            try:
                members = self._operate(recording)
                for fault in reversed(faults):
                    members = fault.result(members)
                assert recording.operation is not None, "an operation was done"
                return _stamped(recording, codec.answer(recording.operation, members))
            except AwsError as error:
                recording.error = error
        reading = recording.call.reading if recording.call is not None else self.world.readings.__getitem__
        problem = error_shape.completed(recording.operation, recording.error, recording.request_id, reading)
        return _stamped(recording, codec.error(recording.operation, problem, reading))

    def _operate(self, recording: Recording) -> Mapping[str, object]:
        operation, call = recording.operation, recording.call
        assert operation is not None and call is not None, "without them there is an error"
        if operation.name not in HERE:
            raise NotImplementedByEmulator(
                f"AWS Marketplace has the operation {operation.name} ({operation.service.name}), but the emulator does "
                "not answer it yet"
            )
        call.parameters = validation.check(operation, call.parameters, HERE[operation.name].judges)
        return HERE[operation.name].answer(self.world, call)

    def refuse(self, unread: HttpRequest, status: int) -> HttpAnswer:
        """Answer what could not be read as HTTP, of which `unread` is what was understood."""
        return self._fail(unread, named("MalformedHttpRequestException", status=status))

    def _fail(self, request: HttpRequest, error: AwsError) -> HttpAnswer:
        recording = Recording(request, time.perf_counter(), self.world.clock.now(), error=error)
        answer = _stamped(recording, wire.of(request).error(None, error, self.world.readings.__getitem__))
        with contextlib.suppress(Exception), self.world.transaction():
            recording.keep(self.world, answer)
        return answer


def _stamped(recording: Recording, answer: HttpAnswer) -> HttpAnswer:
    every = (("x-amzn-RequestId", recording.request_id), ("Date", date(int(recording.at))))
    return HttpAnswer(answer.status, every + answer.headers, answer.body)
