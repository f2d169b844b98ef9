using System.Text.Json;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>Data of accounts in Zstandard, as <c>base64+zstd</c> has it.</summary>
internal static class ZstdData
{
    /// <summary>The level that nodes use.</summary>
    private const int Level = 3;

    /// <summary>The longest account (MAX_PERMITTED_DATA_LENGTH): whatever claims to be longer is no account.</summary>
    private const int MaximumBytes = 10 * 1024 * 1024;

    /// <summary>The largest window in bits: one that holds the longest account.</summary>
    private const int MaximumWindowBits = 24;

    private const int PieceBytes = 64 * 1024;

    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        using Compressor compressor = new(Level);
        return compressor.Wrap(data).ToArray();
    }

    /// <exception cref="JsonException">It is no Zstandard, or longer than an account can be.</exception>
    public static byte[] Decompress(byte[] data)
    {
        try
        {
            // Nodes do not write the length first, so it is found out piece by piece.
            using Decompressor decompressor = new();
            decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaximumWindowBits);
            using MemoryStream compressed = new(data);
            using DecompressionStream stream = new(compressed, decompressor);
            using MemoryStream whole = new();
            byte[] piece = new byte[PieceBytes];
            for (int length = stream.Read(piece); length != 0; length = stream.Read(piece))
            {
                if (whole.Length + length > MaximumBytes)
                    throw new JsonException($"The data of an account has at most {MaximumBytes} bytes.");
                whole.Write(piece, 0, length);
            }

            return whole.ToArray();
        }
        catch (Exception error) when (error is ZstdException or IOException)
        {
            throw new JsonException("The data is no Zstandard.", error);
        }
    }
}
