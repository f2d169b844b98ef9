using System.Globalization;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>What a validator, an oracle or the operator of a fleet, says of one shard; signed, anybody can check it later.</summary>
/// <remarks>
/// The text that is signed has one form for each verdict:
/// <code>
/// piwa shard verdict
/// validator 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
/// node 8Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
/// campaign (64 digits)
/// rows 7 from 16
/// root (64 digits)
/// samples 2 of 2
/// finding sound
/// time 1764212580123
/// </code>
/// Immutable.
/// </remarks>
public sealed record ShardVerdict
{
    private const string Title = "piwa shard verdict";
    private const int Lines = 9;

    /// <summary>Longer than any: what is longer is not looked at.</summary>
    private const int MostText = 600;

    private static readonly string[] Findings = ["sound", "refused", "caught"];
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Who says it.</summary>
    public required PublicKey Validator { get; init; }

    /// <summary>The wallet of the node that made the shard, or says that it did.</summary>
    public required PublicKey Node { get; init; }

    /// <summary>The hash of the campaign's file.</summary>
    public required Hash256 Campaign { get; init; }

    /// <summary>Index of the shard's first asset.</summary>
    public required ulong FirstAsset { get; init; }

    /// <summary>Assets in it.</summary>
    public int Rows { get; init; }

    /// <summary>The Merkle root of its assets; zero where what the node said was not kept.</summary>
    public Hash256 Root { get; init; }

    /// <summary>Assets that were made again.</summary>
    public int Sampled { get; init; }

    /// <summary>Of these, those that came out the same.</summary>
    public int Equal { get; init; }

    /// <summary>What was found.</summary>
    public required ShardFinding Finding { get; init; }

    /// <summary>When, by the validator's clock, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{Title}\n"
        + $"validator {Validator}\n"
        + $"node {Node}\n"
        + $"campaign {Campaign}\n"
        + $"rows {Rows} from {FirstAsset}\n"
        + $"root {Root}\n"
        + $"samples {Equal} of {Sampled}\n"
        + $"finding {Findings[(int)Finding]}\n"
        + $"time {At.ToUnixTimeMilliseconds()}");

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, from whomever.</param>
    /// <returns>The verdict; null if the text is none in the form that <see cref="Text"/> gives it.</returns>
    public static ShardVerdict? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Length > MostText ? [] : text.Split('\n');
        if (lines.Length != Lines
            || !PublicKey.TryParse(Value(1, "validator"), out PublicKey validator)
            || !PublicKey.TryParse(Value(2, "node"), out PublicKey node)
            || Hash(3, "campaign") is not { } campaign
            || Value(4, "rows").Split(" from ") is not [var rowText, var firstText]
            || Whole(rowText, int.MaxValue) is not { } rows || Whole(firstText, long.MaxValue) is not { } first
            || Hash(5, "root") is not { } root
            || Value(6, "samples").Split(" of ") is not [var equalText, var sampledText]
            || Whole(equalText, int.MaxValue) is not { } equal || Whole(sampledText, int.MaxValue) is not { } sampled || equal > sampled
            || Array.IndexOf(Findings, Value(7, "finding")) is var finding && finding < 0
            || Whole(Value(8, "time"), LatestTime) is not { } time)
        {
            return null;
        }

        var verdict = new ShardVerdict
        {
            Validator = validator,
            Node = node,
            Campaign = campaign,
            FirstAsset = (ulong)first,
            Rows = (int)rows,
            Root = root,
            Sampled = (int)sampled,
            Equal = (int)equal,
            Finding = (ShardFinding)finding,
            At = DateTimeOffset.FromUnixTimeMilliseconds(time),
        };

        // What was taken may be in another form than the one that is written.
        return verdict.Text == text ? verdict : null;

        string Value(int line, string name) => lines[line].StartsWith(name + " ", StringComparison.Ordinal) ? lines[line][(name.Length + 1)..] : "";

        Hash256? Hash(int line, string name) =>
            Value(line, name) is { Length: 2 * Hash256.Size } digits && digits.All(char.IsAsciiHexDigit) ? Hash256.Parse(digits) : null;

        static long? Whole(string digits, long most) =>
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most ? number : null;
    }
}
