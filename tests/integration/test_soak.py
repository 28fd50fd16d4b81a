"""The soak of benchmarks/soak.py: in small each time, in full at night."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_FILE = Path(__file__).parents[2] / "benchmarks/soak.py"


@pytest.fixture(scope="module")
def soak() -> ModuleType:
    spec = importlib.util.spec_from_file_location("soak", _FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["soak"] = module
    spec.loader.exec_module(module)
    return module


def test_200_scripts_lose_no_tick_and_do_not_drift(soak: ModuleType) -> None:
    seen, wanted, _ = soak.simulate(hours=0.01)
    assert (wanted, wanted, 0) == (sum(seen.began), seen.ended, seen.dropped)
    assert seen.late < 0.001


@pytest.mark.nightly
def test_ten_simulated_hours_and_ten_real_minutes(soak: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["soak.py"])
    assert 0 == soak.main()
