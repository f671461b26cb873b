#!/usr/bin/env bash
# Runs the ARM64 program as a Raspberry Pi would, on an x64 Debian machine: publishes it, starts it in QEMU, and compares
# what models answer with what they answer here. Installs QEMU and ARM64's C and C++ libraries where they are missing.
# On an ARM64 machine it runs as it is.
#
# Models: those of ../shared/data/models, or else of the files and folders in ACTORS_MODELS (separated by colons).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

# Apart from the one that is to be copied, which has OpenCV.
published=$PWD/artifacts/linux-arm64-check
program=$published/actors-host
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "check-arm64: $*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

prepare_qemu() {
    if command -v qemu-aarch64-static >/dev/null && [ -e /lib/ld-linux-aarch64.so.1 ] && [ -e /usr/lib/aarch64-linux-gnu/libstdc++.so.6 ]; then
        return
    fi
    command -v apt-get >/dev/null || fail "QEMU or ARM64's C and C++ libraries are missing, and this is no Debian: install qemu-aarch64-static, and glibc and libstdc++ for ARM64."
    echo "check-arm64: installing QEMU and ARM64's C and C++ libraries (apt-get)…" >&2
    {
        as_root dpkg --add-architecture arm64
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends qemu-user-static libc6:arm64 libstdc++6:arm64
    } </dev/null >&2
}

case $(uname -m) in
aarch64) arm64() { "$program" "$@"; } ;;
*)
    prepare_qemu
    arm64() { qemu-aarch64-static "$program" "$@"; }
    ;;
esac

# The name of the step, then what must be in its output, then the arguments.
step() {
    local name=$1 expected=$2
    shift 2
    arm64 "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; fail "$name failed on ARM64."; }
    grep -q -- "$expected" "$work/out" || { cat "$work/out" "$work/err" >&2; fail "$name on ARM64 does not say '$expected'."; }
    echo "arm64 $name: ok"
}

# A picture for a 300x300 detector: the middle of a photo of a cat, out of an uncompressed file whose rows run upwards.
cat_picture() {
    rm -rf "$work/rows"
    mkdir "$work/rows"
    tail -c +139 "$1" | split -b 1536 -a 3 - "$work/rows/"
    for row in $(cd "$work/rows" && ls -r | head -n 300); do
        tail -c +181 "$work/rows/$row" | head -c 900
    done
}

# The outputs of two runs, compared. ARM64 rounds otherwise than x64 where a model is quantised, by a step here and there.
# Of a detector only the best object is compared: of others, with scores that are nearly equal, the order may differ.
compare() {
    awk '
        NR == FNR { here[FNR] = $0; lines = FNR; next }
        FNR > 1 {
            colon = index($0, ": "); names++
            if (substr(here[FNR], 1, colon) != substr($0, 1, colon)) { print "  another output: " substr($0, 1, colon); bad++; next }
            count = split(substr($0, colon + 2), there, " "); split(substr(here[FNR], colon + 2), mine, " ")
            if (lines == 5) count = $0 ~ /[0-9]x[0-9]+x4: / ? 4 : 1
            for (i = 1; i <= count; i++) {
                difference = there[i] - mine[i]; if (difference < 0) difference = -difference
                if (difference > largest) largest = difference
                compared++
                if (difference > 0.05 && ++bad <= 5) print "  " substr($0, 1, colon) " value " i " is " there[i] " on ARM64 and " mine[i] " here"
            }
        }
        END {
            if (names != lines - 1 || !compared) { print "  the outputs differ in number"; bad++ }
            if (!bad) printf "%d values, at most %.4f apart\n", compared, largest
            exit bad > 0
        }' "$1" "$2"
}

check_model() {
    local model=$1 name shape bytes
    name=$(basename "$model")
    if ! ./actors info --json "$model" >"$work/info" 2>/dev/null; then
        echo "arm64 $name: left out, it is not for the CPU"
        return
    fi
    # Any bytes make a picture, and the model's own are always at hand; a detector sees more in a real one.
    shape=$(sed 's/.*"inputs":\[{[^]]*"shape":\[\([0-9,]*\)\].*/\1/' "$work/info")
    bytes=$((${shape//,/*}))
    if grep -q '"inputs":\[{[^]]*"type":"float32"' "$work/info"; then
        bytes=$((bytes * 4))
        head -c "$bytes" /dev/zero >"$work/input"
    elif [ "$bytes" = 270000 ] && [ -f "$data/images/cat.bmp" ]; then
        cat_picture "$data/images/cat.bmp" >"$work/input"
    else
        # A model smaller than its input is repeated.
        while cat "$model"; do :; done 2>/dev/null | head -c "$bytes" >"$work/input" || true
    fi
    if ! ./actors infer "$model" --input "$work/input" --values 100000 >"$work/here" 2>/dev/null; then
        echo "arm64 $name: left out, it is not for the CPU"
        return
    fi
    step "info $name" "^  input " info "$model"
    step "infer $name" " ms (median of 1)" infer "$model" --input "$work/input" --values 100000
    said=$(compare "$work/here" "$work/out") || { echo "$said" >&2; fail "$name answers otherwise on ARM64."; }
    echo "arm64 $name: answers as on $(uname -m), $said"
    checked=$((checked + 1))
}

eng/publish-arm64.sh --without-opencv --to "$published"
step --help "Usage:" --help
step devices "^cpu " devices

data=../shared/data
models=()
if compgen -G "$data/models/*.tflite" >/dev/null; then
    models=("$data"/models/*.tflite)
else
    IFS=: read -ra places <<<"${ACTORS_MODELS:-}"
    for place in "${places[@]}"; do
        if [ -f "$place" ]; then models+=("$place"); fi
        for file in "$place"/*.tflite; do
            if [ -f "$file" ]; then models+=("$file"); fi
        done
    done
fi

if [ ${#models[@]} = 0 ]; then
    echo "arm64 models: skipped, there are none in ../shared/data/models nor in ACTORS_MODELS"
    exit
fi
checked=0
for model in "${models[@]}"; do
    check_model "$model"
done
[ "$checked" -gt 0 ] || fail "none of ${#models[@]} models runs here, so none was compared."
