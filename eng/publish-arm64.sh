#!/usr/bin/env bash
# Publishes the host for 64-bit ARM Linux (Raspberry Pi OS and others) into artifacts/linux-arm64: a folder that runs
# there without .NET installed. Works on any machine that has the .NET SDK.
#
#   eng/publish-arm64.sh                    with OpenCV
#   eng/publish-arm64.sh --without-opencv   where the package with OpenCV for ARM64 cannot be had; devices, models, info,
#                                           infer and reload work without it, others need a libOpenCvSharpExtern.so
#   eng/publish-arm64.sh --to FOLDER        to another folder, in place of what was published there before
set -euo pipefail
from=$PWD
cd "$(dirname "$(readlink -f "$0")")/.."

out=artifacts/linux-arm64
opencv=true
usage() {
    echo "usage: eng/publish-arm64.sh [--without-opencv] [--to FOLDER]" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
    --without-opencv) opencv=false ;;
    --to)
        case ${2:-} in
        '' | -*) usage ;;
        /*) out=$2 ;;
        *) out=$from/$2 ;;
        esac
        shift
        ;;
    *) usage ;;
    esac
    shift
done

fail() {
    echo "publish-arm64: $*" >&2
    exit 1
}

# What it was not that published there is not its to delete.
[ -e "$out/actors-host" ] || [ -z "$(ls -A "$out" 2>/dev/null)" ] || fail "$out holds other files; name another folder."
rm -rf "$out"
mkdir -p "$out"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
if ! said=$(dotnet publish src/Host -c Release -r linux-arm64 --self-contained -p:WithOpenCvRuntime=$opencv -o "$out" \
    --nologo -v quiet --disable-build-servers </dev/null 2>&1); then
    printf '%s\n' "$said" >&2
    if grep -q 'NU110[0-9].*OpenCvSharp4' <<<"$said"; then
        fail "the package with OpenCV for ARM64 is not to be had from your package sources. Publish with --without-opencv, see docs/raspberry-pi.md."
    fi
    fail "the publish failed; what it said is above."
fi
printf '%s\n' "$said" | grep ': warning ' | sort -u >&2 || true

# What a published folder must hold, and what must not have slipped in from other platforms.
for file in actors-host config/appsettings.json hocon/actors.conf; do
    [ -f "$out/$file" ] || fail "$out lacks $file."
done
others=$(find "$out/runtimes" -mindepth 1 -maxdepth 1 ! -name linux-arm64 2>/dev/null || true)
[ -z "$others" ] || fail "there are libraries of other platforms: $others"

# The machine an ELF file is for is its 19th byte: 183 is ARM64.
while IFS= read -r -d '' file; do
    machine=$(od -An -tu1 -j18 -N1 "$file" | tr -d ' ')
    [ "$machine" = 183 ] || fail "$file is not for ARM64."
done < <(find "$out" -type f \( -name '*.so*' -o -name actors-host \) -print0)

library=$out/runtimes/linux-arm64/native/libtensorflowlite_c.so
[ -f "$library" ] || echo "publish-arm64: without TensorFlow Lite's library, which npm fetches; put a libtensorflowlite_c.so for ARM64 into $out." >&2
echo "published to $out ($(du -sh "$out" | cut -f1), OpenCV: $opencv)"
