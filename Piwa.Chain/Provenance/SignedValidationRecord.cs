using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Chain.Provenance;

/// <summary>A record of validation, and the operator's signature of it: whoever has it can check it, with nothing but the operator's address.</summary>
/// <param name="Text">The text of the record, see <see cref="ValidationRecord.Text"/>.</param>
/// <param name="Signature">The signature of the text as an <see cref="OffchainMessage"/>, in base58.</param>
public sealed record SignedValidationRecord(string Text, string Signature)
{
    /// <summary>The longest as a file.</summary>
    public const int MaximumBytes = 1 << 13;

    /// <summary>Reads one that is a file: JSON, as a coordinator answers it. Whether it holds, <see cref="Open"/> tells.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static SignedValidationRecord Read(ReadOnlySpan<byte> content)
    {
        if (content.Length > MaximumBytes)
            throw new FormatException($"A record of a fleet has {MaximumBytes} bytes at most.");
        try
        {
            return JsonSerializer.Deserialize(content, OracleJson.Default.SignedValidationRecord) ?? throw new FormatException("A record of a fleet is not null.");
        }
        catch (JsonException fault)
        {
            throw new FormatException($"This is no record of a fleet: {fault.Message}", fault);
        }
    }

    /// <summary>As a file: JSON and a line feed.</summary>
    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, OracleJson.Default.SignedValidationRecord), (byte)'\n'];

    /// <summary>Signs a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="operatorKey">The key of the operator that it names.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    /// <exception cref="ArgumentException">The record names another operator, or is none that there can be.</exception>
    public static async ValueTask<SignedValidationRecord> SignAsync(
        ValidationRecord record, ISigner operatorKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(operatorKey);
        if (record.Operator != operatorKey.PublicKey)
            throw new ArgumentException($"The record names the operator {record.Operator}, not {operatorKey.PublicKey}, who signs.", nameof(record));
        string text = record.Text;
        if (ValidationRecord.TryParse(text) is null)
            throw new ArgumentException("A record has no counts below 0, and no more equal samples than samples.", nameof(record));
        Signature signature = await operatorKey.SignAsync(OffchainMessage.Encode(text), cancellationToken).ConfigureAwait(false);
        return new SignedValidationRecord(text, signature.ToString());
    }

    /// <summary>The record, if an operator has signed just this.</summary>
    /// <param name="operatorKey">The operator's address, known from elsewhere.</param>
    /// <exception cref="FormatException">It is no record, or that operator has not signed it; the message says which.</exception>
    public ValidationRecord Open(PublicKey operatorKey)
    {
        if (ValidationRecord.TryParse(Text) is not { } record)
            throw new FormatException("This is no record of a fleet in the form that Piwa writes.");
        if (record.Operator != operatorKey)
            throw new FormatException($"The record is of the fleet of {record.Operator}, not of that of {operatorKey}.");
        return Keys.Signature.TryParse(Signature, out Signature signature) && SignatureVerifier.Verify(operatorKey, OffchainMessage.Encode(Text), signature)
            ? record
            : throw new FormatException($"The operator {operatorKey} has not signed this record: something was changed, or the signature is of another key.");
    }
}
