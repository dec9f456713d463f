"""Reading a target: from a file by name or path, or from a bare URL."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from prodworthy.facts.redaction import PLACEHOLDER, Redactor
from prodworthy.facts.suite_location import suite_location
from prodworthy.target import phases
from prodworthy.target.accepted import SUFFIX, Waivers, waivers_beside
from prodworthy.target.errors import Problem, TargetError, dotted, nearest, problems_of
from prodworthy.target.ledger import Waiver
from prodworthy.target.models import Target
from prodworthy.target.reach import Proxy, proxy_of_environment
from prodworthy.target.secrets import is_secret, strings, substitute

GENERIC = "generic"
_LARGEST = 1_000_000  # bytes; a target file is read by people
_COMMAND_LINE = "the command line"


@dataclass(frozen=True, slots=True)
class LoadedTarget:
    """A target as declared.

    Attributes:
        target: the declaration.
        secrets: values that came from the environment and must never be written down.
        path: the file that it was read from.
    """

    target: Target
    secrets: frozenset[str]
    path: Path

    @property
    def own_checks(self) -> list[Path]:
        """The folders of its own checks, which the file names from where it is."""
        return [self.path.resolve().parent / folder for folder in self.target.checks]


def load_target(
    name_or_path: str, environ: Mapping[str, str], *, overrides: Mapping[str, Any] | None = None, phase: str = ""
) -> LoadedTarget:
    """Read a target.

    Args:
        name_or_path: a target's name (`./targets/NAME.toml`, then those that come with the suite), a file's path, or a
            URL, of which nothing else is declared.
        environ: where `${NAME}` in the file is looked up.
        overrides: values that replace the file's, by dotted key, such as `{"base_url": …}`.
        phase: which of the target's phases overrides its limits and promises; empty for none.

    Raises:
        TargetError: if there is no such target, or it cannot be used as declared.
    """
    replaced = dict(overrides or {})
    if "://" in name_or_path:
        replaced = {"base_url": name_or_path, **replaced}
        name_or_path = GENERIC
    path = find_target(name_or_path)
    file = _displayed(path)
    data = _read(path, file)
    if not _is_path(name_or_path):
        _demand_own_name(data, path, file)
    written = [
        Problem(
            "a secret must not be written down; put ${NAME} here, NAME in the environment",
            dotted(at),
            f" = {PLACEHOLDER}",
        )
        for at, text in strings(data)
        if is_secret(at, text)
    ]
    if written:
        raise TargetError(file, written)
    for key, value in replaced.items():
        _put(data, key.split("."), value)
    data, missing, secrets = substitute(data, environ)
    if missing:
        raise TargetError(file, [
            Problem(f"the environment variable {name} is not set, or is empty", dotted(at)) for at, name in missing
        ])  # fmt: skip
    accepted = [waiver.model_dump() for waiver in read_waivers(path)]
    if accepted and isinstance(data.setdefault("waivers", []), list):
        data["waivers"] = [*data["waivers"], *accepted]
    if path.stem == GENERIC and data.get("name") == GENERIC:
        data["name"] = _name_of(str(data.get("base_url", "")))
    secrets |= _proxy_of_environment(data, environ)
    origin = _Origin(file, frozenset(replaced), Redactor(secrets))
    target = _validated(data, phase, origin)
    if no_folders := [
        Problem("there is no such folder, from where this file is", f"checks[{number}]", f' = "{folder}"')
        for number, folder in enumerate(target.checks)
        if not (path.parent / folder).is_dir()
    ]:
        raise TargetError(file, no_folders)
    if target.reach.forward_proxy is not None and target.reach.forward_proxy.password:
        secrets.add(target.reach.forward_proxy.password)
    return LoadedTarget(target, frozenset(secrets), path)


def find_target(name_or_path: str) -> Path:
    """Return the file of a target.

    Raises:
        TargetError: if there is none, naming the nearest.
    """
    if _is_path(name_or_path):
        path = Path(name_or_path)
        if path.is_file():
            return path
        raise TargetError(name_or_path, [Problem("is a folder" if path.is_dir() else "there is no such file")])
    known = {path.stem: path for path in known_targets()}
    if name_or_path in known:
        return known[name_or_path]
    if re.fullmatch(r"(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?", name_or_path):
        raise TargetError(name_or_path, [Problem(f"a URL begins with its scheme: https://{name_or_path}")])
    raise TargetError(name_or_path, [Problem(f"there is no target of that name; {nearest(name_or_path, known)}")])


def known_targets() -> Iterator[Path]:
    """Yield the target files that have a name: those that come with the suite, then those of `./targets`, which win."""
    for folder in (suite_location().targets, Path("targets")):
        if folder.is_dir():
            yield from sorted(path for path in folder.glob("*.toml") if not path.name.endswith(SUFFIX))


def _is_path(name_or_path: str) -> bool:
    return name_or_path.endswith(".toml") or "/" in name_or_path or "\\" in name_or_path


def _displayed(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _read(path: Path, file: str) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise TargetError(file, [Problem(f"is larger than {_LARGEST} bytes, so it is no target file")])
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise TargetError(file, [Problem(f"cannot be read: {error.strerror or error}")]) from None
    except UnicodeDecodeError as error:
        raise TargetError(file, [Problem(f"is not UTF-8 at byte {error.start}")]) from None
    except tomllib.TOMLDecodeError as error:
        raise TargetError(file, [Problem(f"is not TOML: {error}")]) from None


def _demand_own_name(data: Mapping[str, Any], path: Path, file: str) -> None:
    name = data.get("name", path.stem)
    if name != path.stem:
        raise TargetError(file, [Problem(f"must be the file's own name, {path.stem}", "name", f' = "{name}"')])


def read_waivers(target_file: Path) -> tuple[Waiver, ...]:
    """Return the waivers that stand in a file of their own beside a target's; none where there is no such file.

    Raises:
        TargetError: if that file holds something else.
    """
    beside = waivers_beside(target_file)
    if not beside.is_file():
        return ()
    file = _displayed(beside)
    found = _read(beside, file)
    try:
        return Waivers.model_validate(found).waivers
    except ValidationError as error:
        raise TargetError(file, problems_of(error, found, Waivers.model_json_schema(), Redactor())) from None


def _put(data: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        below = data.setdefault(key, {})
        if not isinstance(below, dict):
            data[key] = below = {}
        data = below
    data[keys[-1]] = value


def _proxy_of_environment(data: dict[str, Any], environ: Mapping[str, str]) -> set[str]:
    """Put the environment's proxy where the file declares none, and return what of it is secret.

    Raises:
        TargetError: if it is none that can be used.
    """
    reach = data.setdefault("reach", {})
    if not isinstance(reach, dict) or reach.get("proxy"):
        return set()
    variable, proxy, spared = proxy_of_environment(environ, str(data.get("base_url", "")))
    if not variable:
        return set()
    try:
        password = Proxy.parse(proxy).password
    except ValueError as error:
        shown = Redactor().url(proxy)
        problem = Problem(f'{error}; or declare reach.proxy = "direct"', variable, f' = "{shown}"')
        raise TargetError("the environment", [problem]) from None
    reach.setdefault("no_proxy", list(spared))
    reach["proxy"] = proxy
    return {password} - {""}


def _name_of(url: str) -> str:
    """Return the name of a target of which only the URL is known."""
    try:
        place = urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        place = ""
    return re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-") or GENERIC


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the data came from, to tell problems with it."""

    file: str
    replaced: frozenset[str]
    redactor: Redactor

    def error(self, error: ValidationError, data: Mapping[str, Any]) -> TargetError:
        problems = problems_of(error, data, Target.model_json_schema(), self.redactor)
        from_outside = problems and all(problem.key in self.replaced for problem in problems)
        return TargetError(_COMMAND_LINE if from_outside else self.file, problems)


def _validated(data: dict[str, Any], phase: str, origin: _Origin) -> Target:
    try:
        target = Target.model_validate(data)
    except ValidationError as error:
        raise origin.error(error, data) from None
    problems = phases.problems_of_phases(target, origin.redactor)
    if phase and phase not in target.phases:
        problems.append(Problem(f"there is no phase {phase!r}; {nearest(phase, target.phases)}", "phases"))
    if problems:
        raise TargetError(origin.file, problems)
    return phases.in_phase(target, phase)
