#!/usr/bin/env bash
# From nothing to a model: installs what is missing, draws the data, trains, evaluates, exports, compares, writes the card.
#
#   training/run.sh                            the small model, HarDNet-39DS
#   training/run.sh --variant 68               the large one; 68ds and 85 are the others
#   training/run.sh --variant 68 --minutes 60 --nice 19   an hour of training at most; the same command goes on later
#   training/run.sh --quick                    the whole way in a few minutes, for a model that is good for nothing
#
# --batch, --decay, --warm-up, --seed, --precision, --threads and --cache go to training.train (see python3 -m training.train --help).
# What is done already is not done again.
set -euo pipefail
self=$(readlink -f "$0")
cd "$(dirname "$self")/.."

say() { echo "training: $*" >&2; }

variant=39ds quick='' minutes='' options=()
while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=1; shift; continue ;;
        --help|-h) sed -n '2,/^set/s/^# \{0,1\}//p' "$self"; exit ;;
    esac
    [ $# -gt 1 ] || { say "$1 lacks its value, or is none of the options (--help lists them)"; exit 2; }
    case $1 in
        --variant) variant=$2 ;;
        --nice) renice -n "$2" $$ >/dev/null ;;
        --minutes|--batch|--decay|--warm-up|--seed|--threads)
            # Before 24,000 pictures are drawn; the rest of the check is training.train's.
            case $2 in ''|.|*[!0-9.]*|*.*.*) say "$1 takes a number, not '$2'"; exit 2 ;; esac
            if [ "$1" = --minutes ]; then minutes=$2; else options+=("$1" "$2"); fi
            ;;
        --precision|--cache) options+=("$1" "$2") ;;
        *) say "$1 is none of the options (--help lists them)"; exit 2 ;;
    esac
    shift 2
done

# Seeds that no test of the model may share: 1 to train, 2 to choose the best epoch, 3 to tell how good it is.
pictures=24000 validation=400 test=1000 work=training/work
# The side of the model's input, and the rounds in which it learns, each "side of its pictures, epochs, rate, steps to get there". A
# large model learns from small pictures first, of which it sees two in the time of one.
size=320
case $variant in
    39ds|68ds) rounds=("320 7 0.002 500") ;;
    68|85) rounds=("224 7 0.0015 500" "320 1 0.0007 100") ;;
    *) say "--variant is 39ds, 68ds, 68 or 85, not $variant"; exit 2 ;;
esac
if [ -n "$quick" ]; then
    pictures=200 validation=40 test=40 work=training/work/quick
fi
name=hardnet${variant}_ssd_${size}_street_int8
models=models
[ -z "$quick" ] || models=$work/models

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if ! python=$(training/find-python.sh); then
    if command -v apt-get >/dev/null; then
        say "installing PyTorch, OpenCV, flatbuffers and matplotlib for Python with apt…"
        as_root apt-get update -qq
        as_root apt-get install -qq -y --no-install-recommends \
            python3-torch python3-numpy python3-opencv python3-flatbuffers python3-matplotlib python3-pytest >/dev/null
    else
        say "installing PyTorch, OpenCV, flatbuffers and matplotlib for Python with pip…"
        python3 -m pip install --quiet --requirement training/requirements.txt
    fi
    python=$(training/find-python.sh) || { say "Python still lacks one of the modules in training/find-python.sh"; exit 3; }
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
began=$SECONDS learned=() limit=()
for round in "${rounds[@]}"; do
    read -r side epochs rate warm_up <<<"$round"
    [ -z "$quick" ] || epochs=2
    run=$work/runs/$variant-$side
    # All rounds together.
    [ -z "$minutes" ] || limit=(--minutes "$(awk "BEGIN { left = $minutes - ($SECONDS - $began) / 60; print (left > 0 ? left : 0) }")")
    "$python" -m training.train --variant "$variant" --data "$train" --validation "$validate" --out "$run" "${learned[@]}" \
        --size "$side" --model-size "$size" --epochs "$epochs" --rate "$rate" --warm-up "$warm_up" "${options[@]}" "${limit[@]}" || {
        code=$?
        [ $code = 10 ] && say "not done yet; the same command goes on."
        exit $code
    }
    learned=(--weights "$run/best.pt")
done
"$python" -m training.evaluate --model "$run/best.pt" --data "$held_out"
"$python" -m training.export --model "$run/best.pt" --data "$train" --out "$models/$name" --weights "$models/${name%_int8}.pt"
"$python" -m training.compare --model "$run/best.pt" --data "$train" >"$run/noise.txt"
grep ' <$' "$run/noise.txt" || say "no operation is noisy"
"$python" -m training.card --model "$run/best.pt" --exported "$models/$name" --data "$train" --test "$held_out"
