#!/bin/sh
# Publishes the bench, self-contained, into artifacts/device-run: a folder under 60 MB that runs on a bare x64 Linux with an NVIDIA
# driver and without .NET. Copy it there and call its run.sh.
#
# The tests are not in it: with their packages (DuckDB alone has 100 MB) they do not fit. What they check on a device, the bench's own
# command `device` does: golden assets, hashes of standard assets against the host's.
set -eu

limit=60000000
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/artifacts/device-run
rm -rf "$out"

# Apart from the usual build, so that neither its files nor its lock files change: these are of one runtime only.
dotnet publish "$root/Piwa.Bench" -c Release -r linux-x64 --self-contained true -v quiet -nologo \
    --artifacts-path "$root/artifacts/device-build" -o "$out" \
    -p:DeviceRun=true -p:NuGetLockFilePath=obj/device-run.lock.json -p:RestoreLockedMode=false \
    -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true \
    -p:PublishReadyToRun=false \
    -p:InvariantGlobalization=true -p:DebugType=none -p:PublishDocumentationFiles=false
rm -f "$out"/*.xml
cp "$root/eng/device-run/run.sh" "$root/LICENSE" "$root/NOTICE" "$out/"
chmod +x "$out/run.sh"
{ git -C "$root" rev-parse HEAD; git -C "$root" status --porcelain --untracked-files=no; } > "$out/SOURCES" 2>/dev/null || true

size=$(find "$out" -type f -exec stat -c %s {} + | awk '{ sum += $1 } END { print sum }')
echo "$out: $size bytes of at most $limit"
if [ "$size" -gt "$limit" ]; then
    echo "The folder is too large." >&2
    exit 1
fi
