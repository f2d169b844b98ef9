using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Telemetry;

/// <summary>Posts as texts: one form for each post, so that signature and hash are of this and nothing else.</summary>
internal static class TelemetryText
{
    private const string Title = "piwa telemetry";

    /// <summary>Characters of a device's name that are told: the text must fit a transaction.</summary>
    public const int MaximumDeviceLength = 80;

    /// <summary>Longer than any post: what is longer is not looked at.</summary>
    private const int MaximumLength = 1000;

    private const int MaximumStages = 8;

    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static string Write(TelemetryPost post)
    {
        TelemetryCounts now = post.InPeriod, all = post.InAll;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Title}\n"
            + $"wallet {post.Wallet}\n"
            + $"campaign {post.Campaign}\n"
            + $"post {post.Number} {NameOf(post.Occasion)}\n"
            + $"after {post.Previous}\n"
            + $"from {post.From.ToUnixTimeMilliseconds()}\n"
            + $"to {post.To.ToUnixTimeMilliseconds()}\n"
            + $"up {Milliseconds(post.Up)}\n"
            + $"waiting {Milliseconds(post.Waiting)}\n"
            + $"device {post.Device}\n"
            + $"cores {post.Cores}\n"
            + $"made {post.Made}\n"
            + $"busy{string.Concat(post.Busy.Select(time => string.Create(CultureInfo.InvariantCulture, $" {time.Stage} {Milliseconds(time.Busy)}")))}\n"
            + $"shards {now.Shards} of {all.Shards}\n"
            + $"assets {now.Assets} of {all.Assets}\n"
            + $"dead {now.DeadLetters} of {all.DeadLetters}\n"
            + $"bytes {now.ShardBytes} of {all.ShardBytes}\n"
            + $"ledger {now.LedgerBytes} of {all.LedgerBytes}");
    }

    public static ContentHash HashOf(string text) => Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A device's name as a post takes it: one line, not too long.</summary>
    public static string DeviceName(string name)
    {
        string line = ProofOfRender.DeviceName(name);
        return line.Length <= MaximumDeviceLength ? line : line[..MaximumDeviceLength];
    }

    public static TelemetryPost? TryParse(string text)
    {
        if (text.Length > MaximumLength)
            return null;
        TelemetryPost? post = new Reader(text).Read();
        return post is not null && Write(post) == text ? post : null;
    }

    private static string NameOf(TelemetryOccasion occasion) => occasion switch
    {
        TelemetryOccasion.Start => "start",
        TelemetryOccasion.Period => "period",
        _ => "end",
    };

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Reads line by line; what it takes may still be in another form than the one that is written.</summary>
    private sealed class Reader(string text)
    {
        private readonly string[] _lines = text.Split('\n');
        private int _next;
        private bool _isWrong;

        public TelemetryPost? Read()
        {
            _isWrong = Line() != Title;
            _isWrong |= !PublicKey.TryParse(Value("wallet"), out PublicKey wallet);
            ContentHash campaign = Hash("campaign");
            string[] post = Words("post", 2);
            long number = Number(post[0]);
            _isWrong |= number < 1;
            TelemetryOccasion? occasion = Enum.GetValues<TelemetryOccasion>().Cast<TelemetryOccasion?>().FirstOrDefault(one => NameOf(one!.Value) == post[1]);
            ContentHash previous = Hash("after");
            DateTimeOffset from = Time("from"), to = Time("to");
            TimeSpan up = Span(Value("up")), waiting = Span(Value("waiting"));
            string device = Value("device");
            long cores = Number(Value("cores"));
            long made = Number(Value("made"));
            List<StageTime> busy = Stages();
            (long, long) shards = Pair("shards"), assets = Pair("assets"), dead = Pair("dead"), bytes = Pair("bytes"), ledger = Pair("ledger");
            _isWrong |= _next != _lines.Length || device.Length > MaximumDeviceLength || device.Any(char.IsControl)
                || shards.Item1 > int.MaxValue || shards.Item2 > int.MaxValue || cores > int.MaxValue || from > to;
            return _isWrong || occasion is not { } why
                ? null
                : new TelemetryPost
                {
                    Wallet = wallet,
                    Campaign = campaign,
                    Number = number,
                    Occasion = why,
                    Previous = previous,
                    From = from,
                    To = to,
                    Up = up,
                    Waiting = waiting,
                    Device = device,
                    Cores = (int)cores,
                    Made = made,
                    Busy = busy,
                    InPeriod = new TelemetryCounts((int)shards.Item1, assets.Item1, dead.Item1, bytes.Item1, ledger.Item1),
                    InAll = new TelemetryCounts((int)shards.Item2, assets.Item2, dead.Item2, bytes.Item2, ledger.Item2),
                };
        }

        private string Line() => _next < _lines.Length ? _lines[_next++] : "";

        private string Value(string name)
        {
            string line = Line();
            if (line.StartsWith(name + " ", StringComparison.Ordinal))
                return line[(name.Length + 1)..];
            _isWrong = true;
            return "";
        }

        private string[] Words(string name, int count)
        {
            string[] words = Value(name).Split(' ');
            if (words.Length == count)
                return words;
            _isWrong = true;
            return [.. Enumerable.Repeat("", count)];
        }

        private long Number(string text)
        {
            _isWrong |= !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
            return number;
        }

        private ContentHash Hash(string name)
        {
            _isWrong |= !ContentHash.TryParse(Value(name), out ContentHash hash);
            return hash;
        }

        private DateTimeOffset Time(string name)
        {
            long time = Number(Value(name));
            _isWrong |= time > LatestTime;
            return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(time, LatestTime));
        }

        private TimeSpan Span(string text)
        {
            long span = Number(text);
            _isWrong |= span > Milliseconds(TimeSpan.MaxValue);
            return _isWrong ? TimeSpan.Zero : TimeSpan.FromMilliseconds(span);
        }

        private (long Now, long All) Pair(string name)
        {
            string[] words = Words(name, 3);
            _isWrong |= words[1] != "of";
            return (Number(words[0]), Number(words[2]));
        }

        private List<StageTime> Stages()
        {
            string line = Line();
            string[] words = line.Split(' ');
            _isWrong |= words[0] != "busy" || words.Length % 2 == 0 || words.Length > 1 + (2 * MaximumStages);
            List<StageTime> stages = [];
            for (int i = 1; i + 1 < words.Length && !_isWrong; i += 2)
            {
                _isWrong |= words[i].Length == 0 || !words[i].All(char.IsAsciiLetterLower);
                stages.Add(new StageTime(words[i], Span(words[i + 1])));
            }

            return stages;
        }
    }
}
