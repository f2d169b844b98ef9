using System.Globalization;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Uploads;

/// <summary>What a queue knows of its uploads, in a file that only grows: each line is on disk before it counts.</summary>
/// <remarks>Thread-safe. Of those that have ended the last ones are remembered; the file has all.</remarks>
internal sealed class QueueBook
{
    /// <summary>Uploads that are remembered.</summary>
    private const int MaximumRemembered = 100_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _path;
    private readonly UploadQueueOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadTicket> _tickets = [];
    private readonly Queue<string> _byAge = new();
    private readonly LinkedList<string> _waiting = [];
    private readonly Dictionary<PublicKey, int> _coming = [];

    private QueueBook(string path, UploadQueueOptions options) => (_path, _options) = (path, options);

    /// <summary>Uploads that wait, in the order of their turns.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _waiting];
        }
    }

    /// <summary>Opens a book, or begins one. What was under way waits again.</summary>
    /// <exception cref="ManifestException">It is damaged.</exception>
    public static QueueBook Open(string path, UploadQueueOptions options)
    {
        List<string> lines = CheckedLines.Read(path, out int tornBytes);
        CheckedLines.Repair(path, tornBytes);
        var book = new QueueBook(path, options);
        for (int i = 0; i < lines.Count; i++)
        {
            try
            {
                book.Keep(JsonSerializer.Deserialize(lines[i], UploadJson.Default.QueueLine) ?? throw new FormatException("It is null."));
            }
            catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException)
            {
                throw new ManifestException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {i + 1}: {fault.Message}"), fault);
            }
        }

        return book;
    }

    /// <summary>Keeps a place for a file that is about to come.</summary>
    /// <exception cref="UploadRefusedException">There is none.</exception>
    public void Reserve(PublicKey wallet)
    {
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        lock (_gate)
        {
            int coming = _coming.GetValueOrDefault(wallet);
            if (_waiting.Count + _coming.Values.Sum() >= _options.MaximumWaiting)
            {
                throw new UploadRefusedException(
                    UploadRefusal.Full, $"{_options.MaximumWaiting} uploads wait already. Try again in some minutes.", TimeSpan.FromMinutes(1));
            }

            UploadTicket[] own = [.. _tickets.Values.Where(ticket => ticket.Wallet == wallet)];
            if (coming + own.Count(ticket => ticket.State is UploadState.Waiting or UploadState.Working) >= _options.WaitingPerWallet)
            {
                throw new UploadRefusedException(
                    UploadRefusal.Full, $"{_options.WaitingPerWallet} of your uploads wait already. Try again when one has had its turn.", TimeSpan.FromMinutes(1));
            }

            DateTimeOffset[] today = [.. own.Select(ticket => ticket.ReceivedAt).Where(time => now - time < Day).Order()];
            if (coming + today.Length >= _options.PerWalletAndDay)
            {
                throw new UploadRefusedException(
                    UploadRefusal.TooMany,
                    $"{_options.PerWalletAndDay} uploads of a wallet are taken in 24 hours.",
                    today.Length == 0 ? Day : today[0] + Day - now);
            }

            _coming[wallet] = coming + 1;
        }
    }

    /// <summary>Gives a place back, or makes the upload that has come a waiting one.</summary>
    public void Release(PublicKey wallet, UploadTicket? come)
    {
        lock (_gate)
        {
            if (--_coming[wallet] == 0)
                _coming.Remove(wallet);
            if (come is null)
                return;
            Enter(new QueueLine
            {
                Id = come.Id,
                State = UploadState.Waiting,
                Wallet = come.Wallet.ToString(),
                File = come.File,
                Name = come.Name,
                Bytes = come.Bytes,
                FileHash = come.FileHash,
                Time = come.ReceivedAt.ToUnixTimeMilliseconds(),
            });
        }
    }

    /// <summary>The upload whose turn it is; null if none waits.</summary>
    public UploadTicket? Begin()
    {
        lock (_gate)
        {
            if (_waiting.First is not { } first)
                return null;
            _waiting.RemoveFirst();
            return _tickets[first.Value] = _tickets[first.Value] with { State = UploadState.Working };
        }
    }

    /// <summary>Has an upload that was begun wait again: nothing has become of it.</summary>
    public void Return(string id)
    {
        lock (_gate)
        {
            _tickets[id] = _tickets[id] with { State = UploadState.Waiting, Run = null };
            _waiting.AddFirst(id);
        }
    }

    /// <summary>Says how far the work on an upload is.</summary>
    public void Tell(string id, RunProgress? run)
    {
        lock (_gate)
        {
            if (_tickets.TryGetValue(id, out UploadTicket? ticket) && ticket.State == UploadState.Working)
                _tickets[id] = ticket with { Run = run };
        }
    }

    /// <summary>Says what became of an upload.</summary>
    public void End(string id, UploadState state, UploadEnding ending)
    {
        lock (_gate)
            Enter(new QueueLine { Id = id, State = state, Ending = ending });
    }

    /// <summary>Calls an upload back that waits.</summary>
    /// <returns>False if it does not wait any more.</returns>
    public bool Cancel(string id, UploadEnding ending)
    {
        lock (_gate)
        {
            if (!_waiting.Contains(id))
                return false;
            Enter(new QueueLine { Id = id, State = UploadState.Cancelled, Ending = ending });
            return true;
        }
    }

    /// <summary>An upload as it stands; null if there is none.</summary>
    public UploadTicket? Find(string id)
    {
        lock (_gate)
            return _tickets.TryGetValue(id, out UploadTicket? ticket) ? Placed(ticket) : null;
    }

    /// <summary>The uploads of a wallet, or of all, the last one first.</summary>
    public IReadOnlyList<UploadTicket> List(PublicKey? wallet)
    {
        lock (_gate)
        {
            return
            [
                .. _tickets.Values.Where(ticket => wallet is null || ticket.Wallet == wallet)
                    .OrderByDescending(ticket => ticket.ReceivedAt).ThenBy(ticket => ticket.Id, StringComparer.Ordinal).Select(Placed),
            ];
        }
    }

    private UploadTicket Placed(UploadTicket ticket)
    {
        if (ticket.State != UploadState.Waiting)
            return ticket;
        int before = _tickets.Values.Any(one => one.State == UploadState.Working) ? 1 : 0;
        return ticket with { Place = before + 1 + _waiting.TakeWhile(id => id != ticket.Id).Count() };
    }

    private void Enter(QueueLine line)
    {
        CheckedLines.Append(_path, JsonSerializer.Serialize(line, UploadJson.Default.QueueLine));
        Keep(line);
    }

    private void Keep(QueueLine line)
    {
        if (line.State == UploadState.Waiting)
        {
            _tickets.Add(line.Id, new UploadTicket
            {
                Id = line.Id,
                Wallet = PublicKey.Parse(Needed(line.Wallet)),
                File = Needed(line.File),
                Name = Needed(line.Name),
                Bytes = line.Bytes ?? throw new FormatException("It has no bytes."),
                FileHash = line.FileHash ?? throw new FormatException("It has no fileHash."),
                ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(line.Time ?? throw new FormatException("It has no time.")),
            });
            _waiting.AddLast(line.Id);
            _byAge.Enqueue(line.Id);
            Forget();
            return;
        }

        if (!_tickets.TryGetValue(line.Id, out UploadTicket? ticket))
            return;
        _waiting.Remove(line.Id);
        _tickets[line.Id] = ticket with { State = line.State, Run = null, Ending = line.Ending ?? throw new FormatException("It has no ending.") };
    }

    private void Forget()
    {
        while (_byAge.Count > MaximumRemembered && _tickets[_byAge.Peek()].Ending is not null)
            _tickets.Remove(_byAge.Dequeue());
    }

    private static string Needed(string? text) => text ?? throw new FormatException("It has no wallet, file or name.");
}
