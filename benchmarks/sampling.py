"""Memory of a command while it runs, from Linux's /proc: how much at each moment, and how much at most.

The peak is what the kernel kept of each process (`VmHWM`), not the highest sample, so that nothing between two samples
is missed but what a process grew in its very last moments. Processes that a command starts are added up; pages they
share are then counted once for each, which makes the sum an upper bound.
"""

import math
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from turns import FailedRunError

PROC = Path("/proc")
KEPT = 400
"""Samples kept of one run: enough for a curve."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampled:
    """What a run took."""

    seconds: float
    """By the clock."""
    processor: float
    """Seconds of processor time, of all processes: what other programs took meanwhile is not in it."""
    peak: float
    """In MB."""
    curve: tuple[tuple[float, float], ...]
    """Seconds from the start, and MB held at that moment."""


def run_sampled(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    every: float = 0.02,
    ends: Sequence[int] = (0,),
    limit: float = math.inf,
) -> Sampled:
    """Run a command and look at its memory, and that of what it starts, every few hundredths of a second.

    Raises: TimeoutError after so many seconds, the command being ended; FailedRunError for an exit code that was not
    expected, or where there is no /proc.
    """
    if not (PROC / "self" / "status").is_file():
        raise FailedRunError("memory is read from /proc, which this system has not; run it on Linux")
    curve: list[tuple[float, float]] = []
    peaks: dict[int, float] = {}
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # so that all it started can be ended with it
    ) as process:
        stream = process.stderr
        assert stream is not None
        os.set_blocking(stream.fileno(), False)
        told = b""
        while process.poll() is None:
            held = dict(_read_tree(process.pid))
            peaks |= {one: high for one, (_, high) in held.items() if high >= peaks.get(one, 0)}
            curve.append((time.perf_counter() - begun, sum(now for now, _ in held.values())))
            told = (told + (stream.read() or b""))[-2000:]
            if time.perf_counter() - begun > limit:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
                raise TimeoutError
            time.sleep(every)
        seconds = time.perf_counter() - begun
        told += stream.read() or b""
    if process.returncode not in ends:
        raise FailedRunError(f"{' '.join(command)[:300]} ended with {process.returncode}: {told.decode()[-1500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Sampled(seconds=seconds, processor=processor, peak=sum(peaks.values()), curve=tuple(_thin(curve)))


def _read_tree(process: int) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield a process and all below it, with the MB that each holds and has held at most."""
    waiting = [process]
    while waiting:
        one = waiting.pop()
        try:
            status = (PROC / str(one) / "status").read_text(encoding="ascii", errors="replace")
            waiting += map(int, (PROC / str(one) / "task" / str(one) / "children").read_text(encoding="ascii").split())
        except OSError:  # it has ended since
            continue
        held = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if line.startswith("Vm")}
        if "VmRSS" in held:
            yield one, (int(held["VmRSS"]) / 1024, int(held["VmHWM"]) / 1024)


def _thin(curve: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield at most as many samples as are kept: of neighbours, the one that held most."""
    step = max(1, -(-len(curve) // KEPT))
    for start in range(0, len(curve), step):
        when, most = max(curve[start : start + step], key=lambda sample: sample[1])
        yield round(when, 3), round(most, 2)
