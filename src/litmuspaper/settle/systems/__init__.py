"""The systems: one file each, found by its name; other packages bring theirs in the group `litmuspaper.systems`."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from litmuspaper import plugins
from litmuspaper.errors import ConfigError

USERS = "litmus_claim_"


def names() -> list[str]:
    """The names of all systems that are installed, sorted."""
    own = {one.name for one in iter_modules(__path__) if not one.name.startswith("_")}
    return sorted(own | set(plugins.names(plugins.SYSTEMS)))


def module_of(name: str) -> ModuleType:
    """The module of a system.

    Args:
        name: the name of a system, or the path of a Python file that ends in `.py`.

    Returns:
        The module, imported, with whatever names it has.

    Raises:
        ConfigError: there is no such system or file, or it cannot be imported.
    """
    if name.endswith(".py"):
        return _from_file(Path(name))
    if name not in names():
        raise ConfigError(
            f"no system {name!r}",
            next_step=f"Take one of: {', '.join(names())}; or give the path of a claim file that ends in .py",
        )
    if name in plugins.names(plugins.SYSTEMS):
        found: ModuleType = plugins.load(plugins.SYSTEMS, name)
        return found
    try:
        return import_module(f"{__name__}.{name}")
    except ImportError as error:
        raise ConfigError(
            f"the system {name!r} cannot be imported: {error}",
            next_step=f"Install what it needs: pip install {error.name or name}",
        ) from error


def _from_file(path: Path) -> ModuleType:
    """A user's own claim file, under a name that no package has; what lies beside it can be imported."""
    path = path.resolve()
    if not path.is_file():
        raise ConfigError("is no file", where=str(path), next_step="Give the path of a claim file")
    name = USERS + path.stem
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ConfigError("is no Python file", where=str(path), next_step="Give a claim file that ends in .py")
    module = module_from_spec(spec)
    sys.modules[name] = module
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise ConfigError(
            f"is not Python: {error.msg}", where=f"{path}, line {error.lineno}", next_step="Mend that line"
        ) from error
    except Exception as error:
        raise ConfigError(
            f"ends with {type(error).__name__}: {error}", where=str(path), next_step="Mend the claim file"
        ) from error
    return module
