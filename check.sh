#!/usr/bin/env bash
# Everything that a change must pass: format, build with warnings as errors, tests, the verifications.
# Ends with one line that counts the tests of all projects. --quick: build and the engine's tests only, for a commit hook.
set -uo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }
fail() { printf '%s\n' "$1"; failed=1; }
failed=0

command -v dotnet > /dev/null || { echo "check.sh: found no dotnet, expected the .NET 10 SDK, see README.md"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

say "build"
dotnet build Downhill.slnx -c Release -warnaserror --nologo -v quiet || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

projects=(Downhill.slnx)
if [ "${1:-}" = "--quick" ]; then
  projects=(test/Downhill.Compute.Tests)
else
  say "format"
  dotnet format Downhill.slnx --no-restore --verify-no-changes --severity warn || fail "format: run 'dotnet format'"
fi

say "tests"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test "${projects[@]}" -c Release --no-build --nologo 2>&1 | tee "$log"
[ "${PIPESTATUS[0]}" = 0 ] || failed=1

if [ "${1:-}" != "--quick" ]; then
  say "verify"
  dotnet run -c Release --no-build --project src/Downhill.Cli -- verify || fail "verify: a claim does not hold"
fi

say "done"
awk -v failed="$failed" '
  /(Passed|Failed|Skipped)!  *- Failed:/ {
    gsub(/,/, "")
    for (i = 1; i < NF; i++) {
      if ($i == "Failed:") f += $(i + 1)
      if ($i == "Passed:") p += $(i + 1)
      if ($i == "Skipped:") s += $(i + 1)
    }
  }
  END {
    if (failed && f == 0) f = 1
    if (p == 0 && f == 0) f = 1
    printf "%d passed, %d failed, %d skipped\n", p, f, s
    exit (f > 0)
  }' "$log"
