"""Runs notebooks in Jupyter kernels with nbclient.

Reads one JSON object from stdin: {folder, sockets, cellTimeoutS, kernels, notebooks: [{name, cells: [source of each code cell]}]}.
Writes one line of JSON to stdout for each notebook that has ended: {name, seconds, cells: [{outputs, executionCount}], failure?};
a failure is {cell, name, message, line?, hint?}, cell counted from 0 among the code cells. Ends its kernels whatever happens.
Kernels listen on Unix sockets in the folder `sockets`, which only its owner can enter; the files with their keys are there, too.
"""

import asyncio
import itertools
import json
import signal
import subprocess
import sys
import tempfile
import time

import nbformat
import zmq
import zmq.asyncio
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


class PatientManager(AsyncKernelManager):
    """Gives clients queues without a limit: with the usual one, messages of a busy cell are dropped."""

    sockets = ""
    count = itertools.count(1)

    def __init__(self, **kwargs):
        # an address of such a socket is `ip-port`, and must be short
        name = f"{self.sockets}/{next(self.count)}"
        super().__init__(transport="ipc", connection_file=f"{name}.json", ip=name, **kwargs)

    def client(self, **kwargs):
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.RCVHWM, 0)
        return super().client(context=context, **kwargs)


class CountingClient(NotebookClient):
    """Counts the messages of each cell, to compare with the number that the kernel sent."""

    received = 0

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("stream", "display_data", "update_display_data", "error"):
            self.received += 1
        return super().process_message(msg, cell, cell_index)


KILLED = ": it was killed"


def read_tail(log):
    """Gives the last error that a kernel itself printed, e.g. that it ran out of memory; a killed one prints none."""
    log.seek(0)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "Error:" in line or "ERROR:" in line]
    return ": " + (errors or lines)[-1] if lines else KILLED


async def explain_death(client, log):
    """Explains why a kernel is gone: by what it printed, or by the signal that ended it."""
    tail = read_tail(log)
    code = await client.km.provisioner.poll() if client.km and client.km.provisioner else None
    name = signal.Signals(-code).name if code is not None and -code in signal.valid_signals() else None
    hint = "run the cells one by one in make jupyter, to see which statement it is"
    if "heap" in tail:
        hint = "keep less at a time, e.g. sum in SQL (readQuery), or NODE_OPTIONS=--max-old-space-size=8192 make plot, in MB"
    elif name == "SIGKILL":
        hint = "the system kills what takes the most memory: keep less at a time, e.g. sum in SQL (readQuery)"
    elif name is not None and tail == KILLED:
        tail = f": {name} ended it"
    return {"name": "DeadKernel", "message": f"the kernel died{tail}", "hint": hint}


def join_streams(outputs):
    """Joins consecutive outputs of one stream. nbclient's own way takes hours for a long line, and moves text past displays."""
    joined = []
    for key, group in itertools.groupby(outputs, lambda output: output.output_type == "stream" and output.name):
        outputs = list(group)
        if key:
            outputs = [{**outputs[0], "text": "".join(output.text for output in outputs)}]
        joined.extend(outputs)
    return joined


async def run_cell(client, cell, index, log):
    """Runs one cell; returns its failure, or None."""
    client.received = 0
    reply = {}

    def keep_reply(cell, cell_index, execute_reply):
        reply.update(execute_reply["content"])

    client.on_cell_executed = keep_reply
    try:
        await client.async_execute_cell(cell, index)
    except CellExecutionError as error:
        return reply.get("failure") or {"name": error.ename, "message": error.evalue}
    except CellTimeoutError as error:
        message = f"the cell ran longer than {client.timeout} s"
        if "IOPub" in str(error):
            message = f"the cell's outputs took longer than {client.iopub_timeout} s to arrive"
        return {"name": "Timeout", "message": message, "hint": f"make the cell faster, or give it more time: NOTEBOOK_CELL_SECONDS={10 * client.timeout} make plot"}
    except DeadKernelError:
        return await explain_death(client, log)
    if reply.get("status") != "ok":
        return {"name": "Aborted", "message": f"expected the kernel to reply ok, got {reply.get('status')}"}
    if reply.get("messages") != client.received:
        message = f"expected {reply.get('messages')} outputs, got {client.received}: the rest is lost"
        return {"name": "OutputLost", "message": message}
    return None


async def run_notebook(job, notebook):
    """Runs the cells of one notebook in a kernel of its own, until one fails."""
    started = time.monotonic()
    cells = [nbformat.v4.new_code_cell(source) for source in notebook["cells"]]
    client = CountingClient(
        nbformat.v4.new_notebook(cells=cells),
        kernel_name="tslab",
        kernel_manager_class=PatientManager,
        timeout=job["cellTimeoutS"],
        interrupt_on_timeout=False,
        startup_timeout=60,
        shutdown_kernel="immediate",
        record_timing=False,
        raise_on_iopub_timeout=True,
        iopub_timeout=max(30, job["cellTimeoutS"]),
        resources={"metadata": {"path": job["folder"]}},
    )
    failure = None
    ran = []
    # files of its own: a kernel makes the pipes that it inherits non-blocking, for this process as well
    log = tempfile.TemporaryFile()
    try:
        async with client.async_setup_kernel(stdout=subprocess.DEVNULL, stderr=log):
            for index, cell in enumerate(cells):
                if not cell.source.strip():
                    continue
                ran.append(index)
                failure = await run_cell(client, cell, index, log)
                if failure is not None:
                    # what fails late belongs to an earlier cell
                    failure["cell"] = ran[failure.pop("run", len(ran)) - 1]
                    break
    except NoSuchKernel as error:
        failure = {"cell": -1, "name": "KernelNotStarted", "message": str(error), "hint": "make setup"}
    except RuntimeError as error:
        tail = read_tail(log)
        hint = "make plot" if tail == KILLED else "make setup"
        failure = {"cell": -1, "name": "KernelNotStarted", "message": f"{error}{tail}", "hint": hint}
    made = [{"outputs": join_streams(cell.outputs), "executionCount": cell.execution_count} for cell in cells]
    result = {"name": notebook["name"], "seconds": time.monotonic() - started, "cells": made}
    return result if failure is None else {**result, "failure": failure}


async def main():
    job = json.load(sys.stdin)
    PatientManager.sockets = job["sockets"]
    run = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, run.cancel)
    # nbclient would put its own in their place, which end one kernel while the others go on, and later remove them
    loop.add_signal_handler = loop.remove_signal_handler = lambda *args: None
    kernels = asyncio.Semaphore(job["kernels"])

    async def take_turn(notebook):
        async with kernels:
            result = await run_notebook(job, notebook)
        print(json.dumps(result, ensure_ascii=False), flush=True)

    turns = [asyncio.create_task(take_turn(notebook)) for notebook in job["notebooks"]]
    try:
        await asyncio.gather(*turns)
    finally:
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)
