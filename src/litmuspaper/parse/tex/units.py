"""Numbers and units of siunitx as they are printed."""

import re

_PREFIXES = {"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "milli": "m", "micro": "µ", "nano": "n", "pico": "p"}
_PREFIXES |= {"centi": "c", "deci": "d", "femto": "f", "peta": "P", "hecto": "h"}
_UNITS = {"second": "s", "meter": "m", "metre": "m", "gram": "g", "hertz": "Hz", "watt": "W", "joule": "J", "volt": "V"}
_UNITS |= {"ampere": "A", "kelvin": "K", "mole": "mol", "pascal": "Pa", "newton": "N", "tesla": "T", "ohm": "Ω"}
_UNITS |= {"byte": "B", "bit": "bit", "percent": "%", "degree": "°", "celsius": "°C", "degreeCelsius": "°C"}
_UNITS |= {"minute": "min", "hour": "h", "day": "d", "litre": "l", "liter": "L", "electronvolt": "eV", "angstrom": "Å"}
_UNITS |= {"ms": "ms", "us": "µs", "ns": "ns", "s": "s", "m": "m", "mm": "mm", "cm": "cm", "km": "km", "um": "µm"}
_UNITS |= {"nm": "nm", "kg": "kg", "g": "g", "mg": "mg", "GB": "GB", "MB": "MB", "Hz": "Hz", "kHz": "kHz", "MHz": "MHz"}
_UNITS |= {"GHz": "GHz", "K": "K", "W": "W", "V": "V", "mA": "mA", "eV": "eV", "decibel": "dB", "dB": "dB"}
_NUMBER = re.compile(r"^\s*([-+]?)\s*([\d.,]*\d|\d+\.)\s*(?:\(([\d.]+)\))?\s*(?:[eEdD]([-+]?\d+))?\s*$")
_SYMBOL = re.compile(r"\\([A-Za-z]+)|([^\\{}~]+)|[{}~\\]")


def number(said: str) -> str:
    """A number as siunitx prints it: `1.2e3` is 1.2×10^3, `0.5 +- 0.1` is 0.5 ± 0.1."""
    parts = re.split(r"\s*(?:\+-|\\pm)\s*", re.sub(r"\s+", " ", said.replace("~", "")).strip())
    return " ± ".join(_one(part) for part in parts)


def _one(said: str) -> str:
    found = _NUMBER.match(said)
    if not found:
        return said
    text = found[1].replace("-", "−").replace("+", "+") + found[2].replace(",", ".")
    text += f"({found[3]})" if found[3] else ""
    return f"{text}×10^{found[4].lstrip('+').replace('-', '−')}" if found[4] else text


def unit(said: str) -> str:
    r"""A unit as siunitx prints it: `\milli\second` is ms."""
    text, prefix = "", ""
    for found in _SYMBOL.finditer(said):
        name = found[1]
        if name in _PREFIXES:
            prefix = _PREFIXES[name]
        elif name == "per":
            text += "/"
        elif name in ("squared", "cubed", "square", "cubic"):
            text += "^2" if name.startswith("sq") else "^3"
        elif name:
            text += prefix + _UNITS.get(name, name)
            prefix = ""
        elif found[2]:
            text += found[2]
    return text.strip()
