#!/bin/sh
# Runs this engine and PyTorch in turn on the same weights and data, and prints the table.
#   bench/compare.sh [--only WORKLOAD[,...]] [--size cfgN[,...]] [--rounds N] [--threads N] [--json FILE]
# WORKLOAD: langevin, unroll, ssm, unroll-long, kernel, mala, hmc; default: all. Sizes: cfg0 to cfg3, q256 (kernel), mix10 (mala, hmc).
# --rounds 0 compares what the two sides compute, and times nothing. Exit code 1: the two sides do not compute the same; 2: a name or number that cannot be used.
# PYTHON names the interpreter that has PyTorch (default: Debian's); ARTIFACTS a folder for the build.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
artifacts=${ARTIFACTS:-$here/../artifacts}

case "${1:-}" in
    -h | --help) sed -n '2,6s/^# //p' "$0"; exit 0 ;;
esac

log=$(dotnet build "$here/Downhill.Bench" -c Release --artifacts-path "$artifacts" --nologo -v quiet 2>&1) || { echo "$log" >&2; exit 1; }

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
    # Threads that stay where they are, and memory that stays with the process: without these, threads share a core for a while, and
    # every large tensor costs page faults.
    export OMP_PROC_BIND="${OMP_PROC_BIND:-true}"
    export MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=67108864
    env | grep -E '^(LD_LIBRARY_PATH|ATEN_|OMP_|MALLOC_|GLIBC_)' | sort | tr '\n' ' '
    echo
else
    echo "$python has no PyTorch: only this engine runs. For both: apt-get install python3-torch libopenblas0-openmp" >&2
fi

exec dotnet "$artifacts/bin/Downhill.Bench/release/Downhill.Bench.dll" "$@"
