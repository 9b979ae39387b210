#!/usr/bin/env bash
# The tests that take minutes and are skipped otherwise: a run of learn killed at 60 moments, 20 of them inside a save.
set -euo pipefail
cd "$(dirname "$0")/.."
DOWNHILL_FULL=1 dotnet test test/Downhill.Hosts.Tests -c Release --nologo --filter full=yes "$@"
