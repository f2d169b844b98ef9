using Piwa.Chain.Borsh;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Anchoring;

/// <summary>All promotions that were ever begun, each on the disk before it is minted, in the order in which they are minted.</summary>
/// <remarks>
/// A log behind a head of 16 bytes: "PIWAPROM", u32 format, u32 CRC-32C of both. A record of the log is u32 count and so many promotions
/// (<see cref="PromotionRecord"/>), which are begun all or none. An asset stands in it once. Not safe for several threads.
/// </remarks>
internal sealed class PromotionRegister : IDisposable
{
    /// <summary>The longest call is one record: some 2 kB a promotion, and a record is bounded.</summary>
    public const int MaximumBatch = 1024;

    private const uint Format = 1;

    private static readonly LogKind Kind = new(LogHead.Bytes, problem => new PromotionRegisterException(problem));

    private readonly LogFile _log;
    private readonly List<PromotionRequest> _promotions = [];
    private readonly Dictionary<(long Shard, uint Row), int> _numbers = [];
    private bool _isBroken;

    /// <exception cref="PromotionRegisterException">It is damaged.</exception>
    public PromotionRegister(ILogStorage storage)
    {
        _log = new LogFile(storage, Kind);
        try
        {
            if (!_log.ReadHead().AsSpan().SequenceEqual(Head()))
                throw new PromotionRegisterException($"'{storage.Name}' does not start like a register of promotions of format {Format}.");
            _log.ReadAll((body, _) => Read(body));
        }
        catch (WireFormatException error)
        {
            _log.Dispose();
            throw new PromotionRegisterException($"'{storage.Name}' is damaged: {error.Message} Restore it from a backup.", error);
        }
        catch
        {
            _log.Dispose();
            throw;
        }
    }

    /// <summary>All promotions, in order.</summary>
    public IReadOnlyList<PromotionRequest> Promotions => _promotions;

    /// <summary>What to call it in messages.</summary>
    public string Name => _log.Name;

    /// <summary>What a new register starts with.</summary>
    public static byte[] Head() => LogHead.Of("PIWAPROM"u8, Format);

    /// <summary>The number of an asset's promotion; null if it has not been promoted.</summary>
    public int? NumberOf((long Shard, uint Row) key) => _numbers.TryGetValue(key, out int number) ? number : null;

    /// <summary>Enters promotions, durably, all or none.</summary>
    public void Enter(IReadOnlyList<PromotionRequest> requests)
    {
        if (_isBroken)
            throw new PromotionRegisterException($"A write to '{Name}' has failed. Open it again.");
        byte[] frame = new byte[LogFrame.HeadBytes + sizeof(uint) + requests.Sum(PromotionRecord.EncodedBytes)];
        BorshWriter writer = new(frame.AsSpan(LogFrame.HeadBytes));
        writer.WriteUInt32((uint)requests.Count);
        foreach (PromotionRequest request in requests)
            PromotionRecord.Write(ref writer, request);
        _isBroken = true;
        _log.Append(frame);
        _log.Flush();
        _isBroken = false;
        foreach (PromotionRequest request in requests)
            Take(request);
    }

    public void Dispose() => _log.Dispose();

    private void Read(ReadOnlySpan<byte> body)
    {
        BorshReader reader = new(body, "register of promotions");
        uint count = reader.ReadUInt32("count");
        for (uint i = 0; i < count; i++)
            Take(PromotionRecord.Read(ref reader));
        if (reader.Position != body.Length)
            throw reader.Invalid("record", "has bytes behind it");
    }

    private void Take(PromotionRequest request)
    {
        if (!_numbers.TryAdd(request.Key, _promotions.Count))
        {
            throw new PromotionRegisterException(
                $"'{Name}' has row {request.Key.Row} of shard {request.Key.Shard} twice: it was changed. Restore it from a backup.");
        }

        _promotions.Add(request);
    }
}
