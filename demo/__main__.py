"""Starts a demo deployment: `python -m demo --product balloond --port 0 --tls`."""

import argparse
import gc
import importlib
import logging
import os
import sys
from typing import TYPE_CHECKING

from demo.faults import FAULTS
from demo.kernel.faultboard import UnknownFaultError

if TYPE_CHECKING:
    from demo.kernel.deployment import Product

_PRODUCTS = {
    "balloond": "Balloond",
    "dojopool": "DojoPool",
    "grover": "Grover",
    "mysoulmate": "MySoulmate",
    "piggybong": "PiggyBong",
}
_USAGE = 4


def main() -> int:
    """Read the command line and run."""
    arguments = _parser().parse_args()
    if arguments.list_faults:
        for fault in FAULTS.values():
            of = f" ({fault.product})" if fault.product else ""
            sys.stdout.write(f"{fault.name}{of}\n    breaks: {fault.breaks}\n")
        return 0
    if arguments.list_products:
        sys.stdout.write("\n".join(_PRODUCTS) + "\n")
        return 0
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # What is imported stays: looking through it for garbage takes a fifth of the start.
    gc.disable()
    from demo.kernel.running import Options, run  # noqa: PLC0415 - as above

    product = _product(arguments.product)
    gc.freeze()
    gc.enable()
    options = Options(
        port=arguments.port,
        control_port=arguments.control_port,
        tls=arguments.tls,
        faults=tuple(arguments.fault),
        detached=arguments.detached,
    )
    try:
        run(product, options)
    except UnknownFaultError as error:
        sys.stderr.write(f"{error}\n")
        return _USAGE
    return 0


def _product(name: str) -> "Product":
    product: Product = getattr(importlib.import_module(f"demo.{name}"), _PRODUCTS[name])()  # only the one asked for
    return product


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description="Start a demo deployment on loopback.")
    parser.add_argument("--product", choices=sorted(_PRODUCTS), default="balloond", help="which product to serve")
    parser.add_argument("--port", type=int, default=0, help="port of the site; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="port of the control listener")
    parser.add_argument("--tls", action="store_true", help="serve HTTPS, and redirect plain HTTP to it")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="plant a fault; may be repeated")
    parser.add_argument("--list-products", action="store_true", help="list the products and end")
    parser.add_argument("--list-faults", action="store_true", help="list the faults and end")
    parser.add_argument("--detached", action="store_true", help="go on when the parent process ends")
    return parser


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # All is closed and removed by now; taking the modules apart would take longer than the rest of the ending.
    os._exit(code)
