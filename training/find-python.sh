#!/usr/bin/env bash
# Prints the first Python that has what training needs, and the modules that are named; exit code 1 if none has.
# Debian's packages belong to Debian's Python, which need not be the first on the path.
for python in python3 /usr/bin/python3; do
    if "$python" -c "import cv2, flatbuffers, matplotlib, numpy, torch${1:+, $1}" 2>/dev/null; then
        echo "$python"
        exit
    fi
done
exit 1
