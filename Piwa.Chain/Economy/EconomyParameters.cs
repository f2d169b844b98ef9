using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Economy;

/// <summary>The rules of the economy that are numbers. Immutable; <see cref="All"/> says what each is and where it comes from.</summary>
/// <remarks>Bytes: u32 count, then by parameter, in the order of <see cref="All"/>: u32 length and UTF-8 of its name, i64 value.</remarks>
public sealed partial class EconomyParameters
{
    /// <summary>The whole in millionths.</summary>
    public const long Whole = 1_000_000;

    private readonly long[] _values;

    private EconomyParameters(long[] values) => _values = values;

    /// <summary>The value of a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public long this[string name] => _values[PlaceOf(name)];

    /// <summary>What a parameter is; null if there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    public static EconomyParameter? Find(string name) => Places.TryGetValue(name, out int place) ? All[place] : null;

    /// <summary>The same with another value: to open a ledger with. In an open ledger only a passed vote changes a value.</summary>
    /// <param name="name">Which parameter.</param>
    /// <param name="value">Its value, in its unit.</param>
    /// <exception cref="ArgumentException">There is none of that name, or the value is out of its range.</exception>
    public EconomyParameters With(string name, long value)
    {
        EconomyParameter parameter = All[PlaceOf(name)];
        if (value < parameter.Minimum || value > parameter.Maximum)
        {
            throw new ArgumentException(
                $"{name} is {parameter.Minimum} to {parameter.Maximum}, in {parameter.Unit}; got {value}.", nameof(value));
        }

        long[] values = [.. _values];
        values[PlaceOf(name)] = value;
        return new EconomyParameters(values);
    }

    /// <summary>Keccak-256 of their bytes.</summary>
    public Hash256 ToHash() => Keccak256.Hash(Encode());

    internal byte[] Encode()
    {
        byte[] bytes = new byte[sizeof(uint) + All.Sum(each => sizeof(uint) + Encoding.UTF8.GetByteCount(each.Name) + sizeof(long))];
        BorshWriter writer = new(bytes);
        writer.WriteUInt32((uint)_values.Length);
        for (int i = 0; i < _values.Length; i++)
        {
            writer.WriteString(All[i].Name);
            writer.WriteUInt64((ulong)_values[i]);
        }

        return bytes;
    }

    /// <exception cref="WireFormatException">The bytes are no parameters of this version.</exception>
    internal static EconomyParameters Decode(ReadOnlySpan<byte> bytes)
    {
        BorshReader reader = new(bytes, "parameters");
        EconomyParameters parameters = Default;
        if (reader.ReadUInt32("count") != All.Count)
            throw reader.Invalid("count", $"is not {All.Count}");
        foreach (EconomyParameter parameter in All)
        {
            if (reader.ReadString("name") != parameter.Name)
                throw reader.Invalid("name", $"is not {parameter.Name}");
            long value = (long)reader.ReadUInt64("value");
            if (value < parameter.Minimum || value > parameter.Maximum)
                throw reader.Invalid(parameter.Name, $"is {value}, out of its range");
            parameters = parameters.With(parameter.Name, value);
        }

        return reader.Position == bytes.Length ? parameters : throw reader.Invalid("parameters", "have bytes behind them");
    }

    private static int PlaceOf(string name) =>
        Places.TryGetValue(name, out int place) ? place : throw new ArgumentException($"There is no parameter '{name}'.", nameof(name));
}
