using System.Globalization;

namespace Piwa.Tests.Crashes;

/// <summary>How often processes are killed.</summary>
/// <remarks>
/// A plain run kills at every third moment; <c>PIWA_CRASH_SEED</c> says where it begins, and CI has another for each commit. With
/// <c>PIWA_CRASHES</c> all moments have their turn, and as many more that the seed chooses.
/// </remarks>
internal static class CrashSettings
{
    /// <summary>Deaths at moments and times that the seed chooses.</summary>
    public static int Extra { get; } = Number("PIWA_CRASHES", 0);

    /// <summary>The seed.</summary>
    public static int Seed { get; } = Number("PIWA_CRASH_SEED", 1);

    /// <summary>Whether all moments have their turn.</summary>
    public static bool IsExhaustive => Extra > 0;

    /// <summary>Whether a moment has its turn.</summary>
    public static bool Takes(int moment) => IsExhaustive || moment % 3 == Seed % 3;

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
