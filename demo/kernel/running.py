"""Runs a deployment from start to end."""

import asyncio
import json
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from demo.faults import FAULTS
from demo.kernel import application, control, metrics, monitoring
from demo.kernel.assets import Assets
from demo.kernel.certificates import Certificates
from demo.kernel.clock import Clock
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment, Product
from demo.kernel.faultboard import FaultBoard
from demo.kernel.listeners import Listeners
from demo.kernel.plain import PlainListener
from demo.kernel.tls_faults import TlsFaults

_PARENT_WATCH = 0.25


@dataclass(frozen=True, slots=True)
class Options:
    """How a deployment is started."""

    port: int
    control_port: int
    tls: bool
    faults: tuple[str, ...]
    detached: bool


def run(product: Product, options: Options) -> None:
    """Run a deployment until a signal comes or the parent process dies."""
    board = FaultBoard({name: fault for name, fault in FAULTS.items() if fault.product in {"", product.name}})
    board.plant(options.faults)
    with tempfile.TemporaryDirectory(prefix=f"demo-{product.name}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        database = Database(folder / "data.sqlite", product.seed)
        deployment = Deployment(
            product=product.name,
            version=product.version,
            faults=board,
            database=database,
            folder=folder,
            origins=product.origins,
            assets=Assets(product.pages),
            manners=product.manners,
        )
        try:
            asyncio.run(_serve(product, deployment, options))
        finally:
            database.close()


async def _serve(product: Product, deployment: Deployment, options: Options) -> None:
    listeners = Listeners()
    site = Clock(application.build(product, deployment), deployment.faults)
    bound, port = listeners.bind(options.port)
    addresses = deployment.addresses
    ca_file = None
    if options.tls:
        certificates = Certificates(deployment.faults)
        ca_file = certificates.write(deployment.folder)
        revoked, revoked_port = listeners.bind(0)
        revoked_at = f"http://127.0.0.1:{revoked_port}/revoked.crl"
        spoiled = TlsFaults(certificates, deployment.faults, deployment.folder, revoked_at)
        listeners.add(spoiled, revoked)
        plain, plain_port = listeners.bind(0)
        addresses.url = f"https://localhost:{port}"
        addresses.plain_url = f"http://localhost:{plain_port}"
        listeners.add(site, bound, certificates.context)
        listeners.add(PlainListener(site, deployment), plain)
    else:
        addresses.url = f"http://localhost:{port}"
        listeners.add(site, bound)
    bound, port = listeners.bind(options.control_port)
    addresses.control = f"http://127.0.0.1:{port}"
    listeners.add(control.Control(deployment, product).application(), bound)
    bound, port = listeners.bind(0)
    addresses.metrics = f"http://127.0.0.1:{port}/metrics"
    listeners.add(metrics.application(deployment, monitoring.route(product.watched, deployment)), bound)

    stop, ready = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(listeners.serve(stop, ready))
        if not options.detached:
            group.create_task(_end_with_parent(stop))
        await ready.wait()
        _announce(product, deployment, ca_file)


def _announce(product: Product, deployment: Deployment, ca_file: Path | None) -> None:
    addresses = deployment.addresses
    line = {
        "url": addresses.url,
        "plain_url": addresses.plain_url,
        "ca_file": None if ca_file is None else str(ca_file),
        "control": addresses.control,
        "metrics": addresses.metrics,
        "monitoring": addresses.metrics.removesuffix("/metrics"),
        "product": deployment.product,
        "version": deployment.version,
        "declares": product.declares(deployment),
        "attests": list(product.attests),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def _end_with_parent(stop: asyncio.Event) -> None:
    """Stop when the process that started this one is gone, so that a killed run leaves no orphan."""
    parent = os.getppid()
    while not stop.is_set():
        if os.getppid() != parent:
            stop.set()
        try:
            await asyncio.wait_for(stop.wait(), _PARENT_WATCH)
        except TimeoutError:
            continue
