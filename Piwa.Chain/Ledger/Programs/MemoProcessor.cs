using System.Buffers;
using System.Globalization;
using System.Text;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The SPL memo program: notes who signs, and a text.</summary>
/// <remarks>Behaviour: spl_memo::processor, version 2.</remarks>
internal sealed class MemoProcessor() : LedgerProgram(ProgramIds.Memo, ProgramLoaders.Final)
{
    public override InstructionFault? Execute(InstructionFrame frame)
    {
        bool allSign = true;
        for (int i = 0; i < frame.AccountCount; i++)
        {
            if (frame.IsSigner(i))
                frame.Log($"Program log: Signed by {frame.Key(i)}");
            else
                allSign = false;
        }

        if (!allSign)
            return InstructionErrorKind.MissingRequiredSignature;
        ReadOnlySpan<byte> text = frame.Data;
        int valid = ValidBytes(text);
        if (valid < text.Length)
        {
            frame.Log($"Program log: Invalid UTF-8, from byte {valid}");
            return InstructionErrorKind.InvalidInstructionData;
        }

        frame.Log($"Program log: Memo (len {text.Length}): \"{Escape(Encoding.UTF8.GetString(text))}\"");
        return null;
    }

    private static int ValidBytes(ReadOnlySpan<byte> text)
    {
        int valid = 0;
        while (valid < text.Length && Rune.DecodeFromUtf8(text[valid..], out _, out int bytes) == OperationStatus.Done)
            valid += bytes;
        return valid;
    }

    /// <summary>As Rust's debug form shows a string.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                '\0' => escaped.Append(@"\0"),
                _ when Rune.IsControl(rune) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }
}
