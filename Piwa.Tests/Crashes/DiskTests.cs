using System.Diagnostics;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Crashes;

/// <summary>Disks that are full, or that may only be read: real ones, small file systems in memory that a process has to itself.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhereverTheDiskIsFullNothingIsLost()
    {
        // From too small to begin to large enough: the disk is full sooner or later, in a log, a shard or a card.
        await CheckAsync("""
            generate --out expected --min-free-disk 0
            for kilobytes in $(seq 60 "$STEP" 780); do
              mount -o remount,size=64m disk; rm -rf disk/*
              mount -o remount,size=${kilobytes}k disk
              code=0; generate --out disk/set --min-free-disk 0 >said 2>&1 || code=$?
              if [ $code != 0 ]; then
                [ $code = 1 ] || { echo "code $code at $kilobytes kB"; cat said; exit 1; }
                grep -q "error:.*" said && grep -qi "space left" said || { echo "unclear at $kilobytes kB"; cat said; exit 1; }
                ! grep -q "   at " said || { echo "a stack at $kilobytes kB"; cat said; exit 1; }
                full=$((full + 1))
              fi
              mount -o remount,size=64m disk
              generate --out disk/set --min-free-disk 0 >said 2>&1 || { echo "not mended after $kilobytes kB"; cat said; exit 1; }
              for shard in expected/shards/*; do cmp "$shard" disk/set/shards/"$(basename "$shard")"; done
              cmp expected/dead-letters.jsonl disk/set/dead-letters.jsonl
              "$PIWA" verify disk/set --samples 0 --device host >said || { cat said; exit 1; }
            done
            echo "full $full times"
            [ $full -ge 4 ]
            """);
    }

    [Fact]
    public async Task ADiskThatMayOnlyBeReadIsNamed()
    {
        await CheckAsync("""
            generate --out disk/set --min-free-disk 0
            mount -o remount,ro disk
            code=0; generate --out disk/set >said 2>&1 || code=$?
            cat said
            [ $code = 1 ] || [ $code = 77 ]
            grep -qi "read-only" said
            ! grep -q "   at " said
            "$PIWA" verify disk/set --samples 0 --device host
            """);
    }

    [Fact]
    public async Task ARunWaitsForRoom()
    {
        await CheckAsync("""
            mount -o remount,size=16m disk
            head -c 12000000 /dev/zero >disk/other
            "$PIWA" generate $arguments --out disk/set --min-free-disk 8 >said 2>&1 &
            for i in $(seq 600); do grep -q "waiting:" said && break; sleep 0.1; done
            [ -z "$(ls disk/set/shards)" ]
            grep -q "waiting: the disk of .* has [0-9]* MB left, less than the 8 MB" said
            kill -TERM $!
            code=0; wait $! || code=$?
            [ $code = 75 ] || { echo "code $code"; cat said; exit 1; }
            "$PIWA" generate $arguments --out disk/set --min-free-disk 8 >said 2>&1 &
            for i in $(seq 600); do grep -q "waiting:" said && break; sleep 0.1; done
            rm disk/other
            wait $! || { cat said; exit 1; }
            "$PIWA" verify disk/set --samples 0 --device host
            """);
    }

    private async Task CheckAsync(string script)
    {
        const string Begin = """
            set -eu
            mkdir disk
            mount -t tmpfs -o size=64m tmpfs disk
            full=0
            arguments="--wallet wallet.json --assets 12 --shard-assets 4 --batch 3 --seed 6 --triangles 100 --resolution 64 --rig ortho6 --device host --quiet"
            generate() { "$PIWA" generate $arguments "$@"; }

            """;
        Assert.SkipUnless(OperatingSystem.IsLinux() && await RunAsync("true") is { ExitCode: 0 }, "Only Linux, where a user may have mounts of their own.");
        PiwaResult result = await RunAsync(Begin + script);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        result.Exits(0);
    }

    private async Task<PiwaResult> RunAsync(string script)
    {
        var start = new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.Path,
        };
        PiwaProcess.Isolate(start);
        start.Environment["STEP"] = CrashSettings.IsExhaustive ? "40" : "80";
        start.Environment["PIWA"] = PiwaProcess.Program;
        start.Environment["HOME"] = _home.Path;
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        return await PiwaProcess.FinishAsync(process, commands: 10);
    }
}
