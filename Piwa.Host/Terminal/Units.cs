using System.Globalization;

namespace Piwa.Host.Terminal;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Decimal units with three digits: 12.3 MB.</summary>
    public static string Bytes(long bytes)
    {
        const double Step = 1000;
        double value = bytes;
        int unit = 0;
        while (value >= Step && unit < ByteUnits.Length - 1)
        {
            value /= Step;
            unit++;
        }

        string format = unit == 0 || value >= 100 ? "F0" : "F1";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + ByteUnits[unit];
    }

    /// <summary>Whole seconds below an hour, else hours and minutes.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:D2} min")
        : time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:D2} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");

    /// <summary>A count with separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
