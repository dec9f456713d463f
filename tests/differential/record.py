"""Record again what the peers say of the corpus: installs them with npm below `.cache/`, and runs them in Node.

python -m tests.differential.record
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PEERS = ("@mdn/mdn-http-observatory", "csp_evaluator")
_PLACE = HERE.parents[1] / ".cache" / "differential"


def main() -> int:
    """Install the peers, let them judge, and return the exit code."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        sys.stderr.write("recording takes Node with npm\n")
        return 1
    _PLACE.mkdir(parents=True, exist_ok=True)
    # Without their scripts: the observatory would fetch lists that no variant is about.
    install = [npm, "install", "--prefix", str(_PLACE), "--no-audit", "--no-fund", "--ignore-scripts", *PEERS]
    subprocess.run(install, check=True, env={**os.environ, "NPM_CONFIG_UPDATE_NOTIFIER": "false"})  # noqa: S603 - npm
    script = [node, str(HERE / "record.mjs"), str(_PLACE / "node_modules")]
    return subprocess.run([*script, str(HERE / "corpus.json"), str(HERE / "recorded.json")], check=False).returncode  # noqa: S603 - Node on our own script


if __name__ == "__main__":
    sys.exit(main())
