#!/bin/sh
# Runs this engine and PyTorch in turn on the same weights and data, and prints the table.
#   bench/compare.sh [--only langevin,unroll] [--size cfg0,cfg1,cfg2,cfg3] [--rounds N] [--threads N] [--json FILE]
# PYTHON names the interpreter that has PyTorch (default: Debian's); ARTIFACTS a folder for the build.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
artifacts=${ARTIFACTS:-$here/../artifacts}

dotnet build "$here/Downhill.Bench" -c Release --artifacts-path "$artifacts" --nologo -v quiet

if "$python" -c 'import torch, numpy' 2>/dev/null; then
    set -- --python "$python" --script "$here/pytorch_peer.py" "$@"
    # PyTorch's best: OpenBLAS on the same OpenMP threads as PyTorch's own loops, and its AVX-512 code.
    openmp=$(find /usr/lib -type d -name openblas-openmp 2>/dev/null | head -n 1)
    if [ -n "$openmp" ]; then
        export LD_LIBRARY_PATH="$openmp${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
    else
        echo "libopenblas0-openmp is not installed (apt-get install libopenblas0-openmp): PyTorch runs below its best." >&2
    fi
    if grep -qw avx512f /proc/cpuinfo 2>/dev/null; then
        export ATEN_CPU_CAPABILITY=avx512
    fi
    # Without the next two it runs at one of two speeds, by chance of the process: threads that share a core for a while, and
    # tensors whose memory goes back to the system after every operation.
    export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$(nproc)}" OMP_PROC_BIND="${OMP_PROC_BIND:-true}"
    export MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=67108864
    env | grep -E '^(LD_LIBRARY_PATH|ATEN_|OMP_|MALLOC_)' | sort | tr '\n' ' '
    echo
else
    echo "$python has no PyTorch: only this engine runs. For both: apt-get install python3-torch libopenblas0-openmp" >&2
fi

exec dotnet "$artifacts/bin/Downhill.Bench/release/Downhill.Bench.dll" "$@"
