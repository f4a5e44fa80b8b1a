"""A run on a real Dask cluster of two processes, one of which is killed on the way."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.in_process import call
from tests.shared import ROOT

pytest.importorskip("distributed", reason="distributed is not installed; pip install --group dask")
GOLDEN = ROOT / "tests" / "golden" / "data"
NUMBER = 60


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with many replies, each of another state, one of them broken."""
    top = tmp_path_factory.mktemp("dask")
    shutil.copytree(GOLDEN, top / "data")
    text = (top / "data/responses/xa-2024.yaml").read_text(encoding="utf-8")
    for number in range(NUMBER):
        later = text.replace("symbol: EX(2024)07", f"symbol: EX({number})07")
        (top / f"data/responses/xa-{number:02}.yaml").write_text(later, encoding="utf-8")
    return top


def start(top: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {"PATH": os.environ["PATH"], "HOME": str(top)}
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        cwd=top.parent,  # another folder than that of the run
        env=environment,
        stderr=subprocess.PIPE if arguments[0] == "scheduler" else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture(scope="module")
def cluster(top: Path) -> "Iterator[tuple[str, list[subprocess.Popen[str]]]]":
    """Return the address of a scheduler, and its two workers."""
    scheduler = start(top, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    assert scheduler.stderr is not None
    said = ""
    while not (found := re.search(r"Scheduler at:\s*(tcp://\S+)", said)):
        line = scheduler.stderr.readline()
        assert line, said
        said += line
    options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")
    workers = [start(top, "worker", found[1], *options) for _ in range(2)]
    yield found[1], workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()
    scheduler.stderr.close()


def run(top: Path, address: str, *arguments: str) -> "subprocess.Popen[str]":
    environment = {"PATH": os.environ["PATH"], "HOME": str(top), "CPCHECK_CACHE_DIR": str(top / "cache")}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cpcheck", *arguments, "--executor", "dask", "--scheduler", address],
        cwd=top,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def wait_for(top: Path, entries: int) -> None:
    """Wait until the workers have kept so many entries of the cache."""
    for _ in range(1200):
        if sum(path.is_file() for path in (top / "cache").rglob("*")) >= entries:
            return
        time.sleep(0.1)
    raise AssertionError("no worker did anything")


def test_a_run_on_a_cluster_says_the_same_though_one_worker_is_killed(
    top: Path, cluster: "tuple[str, list[subprocess.Popen[str]]]"
) -> None:
    address, workers = cluster
    with run(top, address, "validate", "data", "-f", "json") as running:
        wait_for(top, 20)
        assert running.poll() is None
        workers[0].kill()
        out, err = running.communicate(timeout=300)
    expected = call("validate", "data", "-f", "json", "--jobs", "1", cwd=top)
    assert err.endswith(expected.stderr), err
    assert (running.returncode, out) == (expected.code, expected.stdout)
    for arguments in (("assess", "data", "-f", "json"), ("export", "data", "-o", "cluster.csv", "-q")):
        with run(top, address, *arguments) as running:
            out, _ = running.communicate(timeout=300)
        assert running.returncode == 0
        assert out == (call(*arguments, cwd=top).stdout if arguments[0] == "assess" else "")
    call("export", "data", "-o", "here.csv", "-q", cwd=top)
    assert (top / "cluster.csv").read_bytes() == (top / "here.csv").read_bytes()


def test_a_scheduler_that_does_not_answer_is_named(top: Path) -> None:
    with run(top, "127.0.0.1-no-address", "validate", "data") as running:
        _, err = running.communicate(timeout=120)
    assert running.returncode == 2
    assert "nobody answers there" in err
