"""Runs notebooks in Jupyter kernels with nbclient.

Reads lines of JSON from stdin: first {folder, sockets, cellTimeoutS, kernels, runs}, then one for each notebook to run:
{id, environment, cells: [source of each code cell]}; runs until stdin ends and all have ended.
Writes one line of JSON to stdout for each notebook that has ended: {id, seconds, cells: [{outputs, executionCount}], failure?};
a failure is {cell, name, message, line?, hint?}, cell counted from 0 among the code cells. Ends its kernels whatever happens.
A kernel runs one notebook after the other, at most `runs`, and is taken back to its start between them (kernel-reset.ts); it ends
after a failure. Kernels listen on Unix sockets in the folder `sockets`, which only its owner can enter; the files with their keys
are there, too.
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


async def reset_kernel(client, environment):
    """Takes the kernel back to its start, and gives it variables of the environment. @raises CellExecutionError where it can't."""
    # kernel-messages.ts knows it by its first line
    cell = nbformat.v4.new_code_cell(f"//tillbook:reset\n{json.dumps(environment)}")
    client.nb = nbformat.v4.new_notebook(cells=[cell])
    client.reset_execution_trackers()
    client.on_cell_executed = None
    await client.async_execute_cell(cell, 0)


async def run_cells(client, notebook, log):
    """Runs the cells of one notebook, until one fails."""
    started = time.monotonic()
    cells = [nbformat.v4.new_code_cell(source) for source in notebook["cells"]]
    client.nb = nbformat.v4.new_notebook(cells=cells)
    client.reset_execution_trackers()
    failure = None
    ran = []
    for index, cell in enumerate(cells):
        if not cell.source.strip():
            continue
        ran.append(index)
        failure = await run_cell(client, cell, index, log)
        if failure is not None:
            # what fails late belongs to an earlier cell
            failure["cell"] = ran[failure.pop("run", len(ran)) - 1]
            break
    made = [{"outputs": join_streams(cell.outputs), "executionCount": cell.execution_count} for cell in cells]
    return make_result(notebook, started, made, failure)


def make_result(notebook, started, cells, failure):
    result = {"id": notebook["id"], "seconds": time.monotonic() - started, "cells": cells}
    return result if failure is None else {**result, "failure": failure}


async def live(job, notebooks, notebook):
    """Starts a kernel and runs notebooks in it. Returns what another kernel has to run first; None when there is nothing left."""
    client = CountingClient(
        nbformat.v4.new_notebook(),
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
    started = time.monotonic()
    # files of its own: a kernel makes the pipes that it inherits non-blocking, for this process as well
    log = tempfile.TemporaryFile()
    try:
        async with client.async_setup_kernel(stdout=subprocess.DEVNULL, stderr=log):
            for run in range(job["runs"]):
                try:
                    await reset_kernel(client, notebook["environment"])
                except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                    if run == 0:
                        raise RuntimeError(str(error)) from error
                    return notebook
                result = await run_cells(client, notebook, log)
                write(job, result)
                notebook = await notebooks.get()
                if notebook is None or "failure" in result:
                    return notebook
            return notebook
    except NoSuchKernel as error:
        failure = {"cell": -1, "name": "KernelNotStarted", "message": str(error), "hint": "make setup"}
    except RuntimeError as error:
        tail = read_tail(log)
        hint = "make plot" if tail == KILLED else "make setup"
        failure = {"cell": -1, "name": "KernelNotStarted", "message": f"{error}{tail}", "hint": hint}
    write(job, make_result(notebook, started, [{"outputs": [], "executionCount": None} for _ in notebook["cells"]], failure))
    return await notebooks.get()


def write(job, result):
    # nbclient takes being stopped for the death of a kernel
    if job["isStopped"]:
        raise asyncio.CancelledError
    print(json.dumps(result, ensure_ascii=False), flush=True)


async def read_lines():
    """Gives a reader of stdin."""
    reader = asyncio.StreamReader(limit=2**30)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def main():
    run = asyncio.current_task()
    loop = asyncio.get_running_loop()
    job = {"isStopped": False}

    def stop():
        job["isStopped"] = True
        run.cancel()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    # nbclient would put its own in their place, which end one kernel while the others go on, and later remove them
    loop.add_signal_handler = loop.remove_signal_handler = lambda *args: None
    lines = await read_lines()
    job.update(json.loads(await lines.readline()))
    PatientManager.sockets = job["sockets"]
    notebooks = asyncio.Queue()

    async def keep_kernel():
        notebook = await notebooks.get()
        while notebook is not None:
            notebook = await live(job, notebooks, notebook)

    async def fill():
        while line := await lines.readline():
            notebooks.put_nowait(json.loads(line))
        for _ in range(job["kernels"]):
            notebooks.put_nowait(None)

    tasks = [asyncio.create_task(keep_kernel()) for _ in range(job["kernels"])] + [asyncio.create_task(fill())]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)
