#!/usr/bin/env bash
# From nothing to a model: installs what is missing, draws the data, trains, evaluates, exports, compares, writes the card.
#
#   training/run.sh                            the small model, HarDNet-39DS
#   training/run.sh --variant 68               the large one
#   training/run.sh --variant 68 --minutes 60 --nice 19   an hour of it; the same command goes on later
#   training/run.sh --quick                    the whole way in a few minutes, for a model that is good for nothing
#
# Other options go to training.train (see python3 -m training.train --help). What is done already is not done again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

say() { echo "training: $*" >&2; }

variant=39ds quick='' options=()
while [ $# -gt 0 ]; do
    case $1 in
        --variant) variant=$2; shift 2 ;;
        --quick) quick=1; shift ;;
        --help|-h) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit ;;
        *) options+=("$1"); shift ;;
    esac
done

# Seeds that no test of the model may share: 1 to train, 2 to choose the best epoch, 3 to tell how good it is.
pictures=24000 validation=400 test=1000 work=training/work
case $variant in
    39ds) epochs=7 batch=16 rate=0.002 ;;
    *) epochs=14 batch=16 rate=0.0015 ;;
esac
if [ -n "$quick" ]; then
    pictures=200 validation=40 test=40 epochs=2 work=training/work/quick
fi
run=$work/runs/$variant
name=hardnet${variant}_ssd_320_street_int8
models=models
[ -z "$quick" ] || models=$work/models

modules='import cv2, flatbuffers, matplotlib, numpy, torch'
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Debian's packages belong to Debian's Python, which need not be the first on the path.
python=''
find_python() {
    for python in python3 /usr/bin/python3; do
        if "$python" -c "$modules" 2>/dev/null; then return; fi
    done
    python=''
    return 1
}

if ! find_python; then
    if command -v apt-get >/dev/null; then
        say "installing PyTorch, OpenCV, flatbuffers and matplotlib for Python with apt…"
        as_root apt-get update -qq
        as_root apt-get install -qq -y --no-install-recommends \
            python3-torch python3-numpy python3-opencv python3-flatbuffers python3-matplotlib python3-pytest >/dev/null
    else
        say "installing PyTorch, OpenCV, flatbuffers and matplotlib for Python with pip…"
        python3 -m pip install --quiet --requirement training/requirements.txt
    fi
    find_python || { say "Python still lacks one of: $modules"; exit 3; }
fi
if ! command -v g++ >/dev/null && command -v apt-get >/dev/null; then
    say "installing a C++ compiler, without which training takes twice as long…"
    as_root apt-get update -qq
    as_root apt-get install -qq -y --no-install-recommends g++ >/dev/null
fi

# Draws a set of so many pictures by a seed. Written beside and renamed, so that a set that was cut is drawn again.
draw() {
    [ -e "$1" ] && return
    say "drawing $2 pictures…"
    rm -rf "$1.part"
    mkdir -p "$work"
    ./actors dataset --count "$2" --seed "$3" --size 640x480 --out "$1.part"
    mv "$1.part" "$1"
}

train=$work/train-$pictures validate=$work/validation-$validation held_out=$work/test-$test
draw "$train" "$pictures" 1
draw "$validate" "$validation" 2
draw "$held_out" "$test" 3

# Threads that wait must not burn the other core.
export OMP_WAIT_POLICY=passive
"$python" -m training.train --variant "$variant" --data "$train" --validation "$validate" --out "$run" \
    --epochs $epochs --batch $batch --rate $rate "${options[@]}" || {
    code=$?
    [ $code = 10 ] && say "not done yet; the same command goes on."
    exit $code
}
"$python" -m training.evaluate --model "$run/best.pt" --data "$held_out"
"$python" -m training.export --model "$run/best.pt" --data "$train" --out "$models/$name" --weights "$models/${name%_int8}.pt"
"$python" -m training.compare --model "$run/best.pt" --data "$train" >"$run/noise.txt"
grep ' <$' "$run/noise.txt" || say "no operation is noisy"
"$python" -m training.card --model "$run/best.pt" --exported "$models/$name" --data "$train" --test "$held_out"
