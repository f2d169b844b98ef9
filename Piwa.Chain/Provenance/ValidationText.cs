using System.Globalization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Records of validation as texts: one form for each, so that a signature is of this and nothing else.</summary>
internal static class ValidationText
{
    private const string Title = "piwa fleet record";
    private const string Free = "no";
    private const string Bar = "yes ";

    /// <summary>Characters of a reason: with the rest it fits a message, also if each takes three bytes.</summary>
    private const int MostReason = 200;

    /// <summary>Longer than any: what is longer is not looked at.</summary>
    private const int MostText = 1000;

    private const int Lines = 12;

    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A reason as a record takes it: one line, not too long, and something.</summary>
    public static string Line(string reason)
    {
        string line = string.Concat(reason.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
        return line.Length <= MostReason ? line : line[..MostReason];
    }

    public static string Write(ValidationRecord record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Title}\n"
        + $"operator {record.Operator}\n"
        + $"node {record.Node}\n"
        + $"since {record.Since.ToUnixTimeMilliseconds()}\n"
        + $"at {record.At.ToUnixTimeMilliseconds()}\n"
        + $"units {record.Units}\n"
        + $"assets {record.Assets}\n"
        + $"samples {record.Equal} of {record.Sampled}\n"
        + $"checks {record.Checks}\n"
        + $"lapsed {record.Lapsed}\n"
        + $"strikes {record.Strikes}\n"
        + $"barred {(record.Barred is { } why ? Bar + why : Free)}");

    public static ValidationRecord? TryParse(string text)
    {
        string[] lines = text.Length > MostText ? [] : text.Split('\n');
        if (lines.Length != Lines
            || !PublicKey.TryParse(Value(1, "operator"), out PublicKey operatorKey)
            || !PublicKey.TryParse(Value(2, "node"), out PublicKey node)
            || Number(3, "since") is not { } since || since > LatestTime
            || Number(4, "at") is not { } at || at > LatestTime
            || Number(5, "units") is not { } units
            || Number(6, "assets") is not { } assets
            || Value(7, "samples").Split(" of ") is not [var first, var second]
            || Whole(first) is not { } equal || Whole(second) is not { } sampled || equal > sampled
            || Number(8, "checks") is not { } checks
            || Number(9, "lapsed") is not { } lapsed
            || Number(10, "strikes") is not { } strikes || strikes > int.MaxValue)
        {
            return null;
        }

        string barred = Value(11, "barred");
        if (barred != Free && !barred.StartsWith(Bar, StringComparison.Ordinal))
            return null;
        var record = new ValidationRecord
        {
            Operator = operatorKey,
            Node = node,
            Since = DateTimeOffset.FromUnixTimeMilliseconds(since),
            At = DateTimeOffset.FromUnixTimeMilliseconds(at),
            Units = units,
            Assets = assets,
            Sampled = sampled,
            Equal = equal,
            Checks = checks,
            Lapsed = lapsed,
            Strikes = (int)strikes,
            Barred = barred == Free ? null : barred[Bar.Length..],
        };

        // What was taken may be in another form than the one that is written.
        return Write(record) == text ? record : null;

        string Value(int line, string name) => lines[line].StartsWith(name + " ", StringComparison.Ordinal) ? lines[line][(name.Length + 1)..] : "";

        long? Number(int line, string name) => Whole(Value(line, name));

        static long? Whole(string digits) =>
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
