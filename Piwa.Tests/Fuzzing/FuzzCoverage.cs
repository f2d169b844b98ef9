using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Piwa.Tests.Fuzzing;

/// <summary>Which branches inputs take, where the libraries were instrumented by SharpFuzz (eng/fuzz); else nothing is known.</summary>
/// <remarks>
/// Instrumented code counts in a map of 64 KiB, an entry for each pair of branches that follow each other. How often counts roughly: by
/// powers of two, as AFL has it. One thread at a time, for the map is the process's.
/// </remarks>
internal sealed unsafe class FuzzCoverage
{
    private const string Assembly = "SharpFuzz.Common";
    private const int MapBytes = 1 << 16;

    private readonly byte* _map;
    private readonly byte[] _seen = new byte[MapBytes];
    private readonly FieldInfo? _previous;

    private FuzzCoverage(byte* map, FieldInfo? previous)
    {
        _map = map;
        _previous = previous;
    }

    /// <summary>Whether anything is known of branches.</summary>
    public bool IsOn => _map is not null;

    /// <summary>Pairs of branches that were seen.</summary>
    public int Count => _seen.Count(bits => bits != 0);

    public static FuzzCoverage Open()
    {
        string path = Path.Combine(AppContext.BaseDirectory, Assembly + ".dll");
        if (!File.Exists(path))
            return new FuzzCoverage(null, null);

        // Not in the list of the tests' own dependencies.
        AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == Assembly ? context.LoadFromAssemblyPath(path) : null;
        Type trace = System.Reflection.Assembly.Load(Assembly).GetType("SharpFuzz.Common.Trace")!;
        byte* map = (byte*)NativeMemory.AllocZeroed(MapBytes);
        trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(map, typeof(byte*)));
        return new FuzzCoverage(map, trace.GetField("PrevLocation"));
    }

    /// <summary>Begins anew: for another target.</summary>
    public void Forget() => Array.Clear(_seen);

    public void Begin()
    {
        if (!IsOn)
            return;
        new Span<byte>(_map, MapBytes).Clear();
        _previous!.SetValue(null, 0);
    }

    /// <summary>How many branches the input has taken, or taken as often, as none before.</summary>
    public int End()
    {
        if (!IsOn)
            return 0;
        int gain = 0;
        ReadOnlySpan<byte> map = new(_map, MapBytes);
        for (int at = map.IndexOfAnyExcept((byte)0); at >= 0; at = Next(map, at))
        {
            // 1, 2, 3-4, 5-8 and so on: a bit each.
            byte bit = (byte)(1 << BitOperations.Log2(map[at]));
            if ((_seen[at] & bit) != 0)
                continue;
            _seen[at] |= bit;
            gain++;
        }

        return gain;
    }

    private static int Next(ReadOnlySpan<byte> map, int at)
    {
        int next = map[(at + 1)..].IndexOfAnyExcept((byte)0);
        return next < 0 ? -1 : at + 1 + next;
    }
}
