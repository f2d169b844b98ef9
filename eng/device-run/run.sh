#!/bin/sh
# All that a device has to prove and to show: the device matrix, hashes against the host's, times of lanes and the stage table; then the
# roofline that these compare with. Needs an NVIDIA driver and no .NET. Results go to the terminal and into results/.
#
#   ./run.sh             everything, some minutes
#   ./run.sh quick       the same with few assets: whether it works
#   ./run.sh COMMAND...  any command of the bench; ./run.sh --help lists them
set -u

here=$(cd "$(dirname "$0")" && pwd)
bench=$here/Piwa.Bench
case ${1:-all} in
    all) device="--assets 8" e2e="--assets 1024" roofline="--assets 4" ;;
    quick) device="--assets 1 --batches 1 --rounds 1 --e2e-assets 4" e2e="--assets 4" roofline="--assets 1" ;;
    *) exec "$bench" "$@" ;;
esac

# Where there is no home, single files unpack what they must beside themselves.
export DOTNET_BUNDLE_EXTRACT_BASE_DIR="${DOTNET_BUNDLE_EXTRACT_BASE_DIR:-$here/.unpacked}"
mkdir -p "$here/results"
status=0
[ ! -f "$here/SOURCES" ] || { echo "Sources, and what was changed in them:"; cat "$here/SOURCES"; }

run() {
    name=$1
    shift
    echo "== $name"
    "$bench" "$@" > "$here/results/$name.txt" 2>&1 || { echo "FAILED with $?"; status=1; }
    cat "$here/results/$name.txt"
}

# shellcheck disable=SC2086 # options are words
{
    run device device $device
    run e2e e2e --quick $e2e --json "$here/results/e2e.json"
    run roofline roofline $roofline --json "$here/results/roofline.json"
}
exit $status
