"""run.sh takes its steps in order, and refuses what it cannot do before it does anything. Python and the host are stand-ins that write down what they are asked."""

import shutil
import subprocess
from pathlib import Path

import pytest

_TRAINING = Path(__file__).parents[1]

_STAND_IN = """#!/bin/bash
echo "$@" >>asked.txt
case "$*" in *training.train*) exit {code} ;; esac
"""

_HOST = """#!/bin/bash
echo "$@" >>asked.txt
while [ $# -gt 0 ]; do [ "$1" != --out ] || mkdir -p "$2"; shift; done
"""


def _program(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def run(tmp_path: Path):
    def start(*options: str, code: int = 0) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        _program(tmp_path / "training" / "run.sh", (_TRAINING / "run.sh").read_text())
        _program(tmp_path / "bin" / "python", _STAND_IN.format(code=code))
        _program(tmp_path / "bin" / "g++", "#!/bin/bash\n")
        _program(tmp_path / "training" / "find-python.sh", f"#!/bin/bash\necho {tmp_path}/bin/python\n")
        _program(tmp_path / "actors", _HOST)
        for runs in ("runs/39ds-320", "runs/68-320", "quick/runs/39ds-320"):
            (tmp_path / "training" / "work" / runs).mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["bash", tmp_path / "training" / "run.sh", *options], capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env={"PATH": f"{tmp_path}/bin:{Path(shutil.which('bash')).parent}:/usr/bin:/bin"})
        asked = tmp_path / "asked.txt"
        return done, asked.read_text().splitlines() if asked.exists() else []

    return start


def _of(module: str, asked: list[str]) -> list[str]:
    return [line for line in asked if line.startswith(f"-m training.{module} ")]


def test_the_small_model_is_trained_with_the_options_given(run) -> None:
    done, asked = run("--seed", "9", "--precision", "float32")
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in asked[:3]] == ["dataset"] * 3
    training, = _of("train", asked)
    assert "--variant 39ds" in training and "--size 320 --model-size 320 --epochs 7 --rate 0.002 --warm-up 500" in training and training.endswith("--seed 9 --precision float32")
    export, = _of("export", asked)
    assert "--model training/work/runs/39ds-320/best.pt" in export
    assert "--out models/hardnet39ds_ssd_320_street_int8 --weights models/hardnet39ds_ssd_320_street.pt" in export


def test_the_large_model_learns_from_small_pictures_and_then_from_some_of_its_own_size(run) -> None:
    done, asked = run("--variant", "68", "--minutes", "60")
    assert done.returncode == 0, done.stderr
    small, whole = _of("train", asked)
    assert "--size 224 --model-size 320 --epochs 7 --rate 0.0015" in small and "--weights" not in small
    assert "--weights training/work/runs/68-224/best.pt --size 320 --model-size 320 --epochs 1 --rate 0.0007 --warm-up 100" in whole
    assert "--model training/work/runs/68-320/best.pt" in _of("export", asked)[0]
    # The hour is that of both.
    first, second = (float(line.split("--minutes ")[1]) for line in (small, whole))
    assert 59 < second <= first <= 60
    assert "--exported models/hardnet68_ssd_320_street_int8" in _of("card", asked)[0]


def test_a_quick_one_keeps_its_few_pictures_and_its_model_to_itself(run) -> None:
    done, asked = run("--quick")
    assert done.returncode == 0, done.stderr
    assert [line.split()[2] for line in asked if line.startswith("dataset")] == ["200", "40", "40"]
    training, = _of("train", asked)
    assert "--data training/work/quick/train-200 " in training and "--epochs 2 " in training
    assert "--out training/work/quick/models/hardnet39ds_ssd_320_street_int8" in _of("export", asked)[0]


def test_what_is_drawn_is_not_drawn_again(run) -> None:
    run()
    _, asked = run()
    assert len([line for line in asked if line.startswith("dataset")]) == 3


def test_training_that_ran_out_of_time_ends_it_and_says_what_to_do(run) -> None:
    done, asked = run("--variant", "68", "--minutes", "5", code=10)
    assert done.returncode == 10 and "the same command goes on" in done.stderr
    assert len(_of("train", asked)) == 1 and not _of("export", asked)


@pytest.mark.parametrize("options", [
    ["--variant", "50"], ["--variant=68"], ["--variant"], ["--epochs", "3"], ["--out", "elsewhere"], ["--minutes", "soon"], ["--minutes", "1.2.3"], ["--seed", ""], ["68"]])
def test_what_it_cannot_do_is_refused_before_anything_is_drawn(run, options: list[str]) -> None:
    done, asked = run(*options)
    assert done.returncode == 2 and done.stderr.startswith("training: ") and not asked
