using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <content>From instructions to the wire form.</content>
public sealed partial class Message
{
    /// <summary>Compiles a legacy message.</summary>
    /// <param name="feePayer">Signs and pays; becomes the first account.</param>
    /// <param name="instructions">The instructions, in order.</param>
    /// <param name="recentBlockhash">The blockhash that limits how long the transaction may land.</param>
    /// <exception cref="ArgumentException">There are more than 256 accounts, or an instruction has more than 65,535 bytes of
    /// data.</exception>
    public static Message CompileLegacy(PublicKey feePayer, IReadOnlyList<Instruction> instructions, Hash256 recentBlockhash)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        MessageLayout layout = new();
        layout.ArrangeLegacy(feePayer, instructions);
        return Create(MessageVersion.Legacy, layout, instructions, recentBlockhash);
    }

    /// <summary>Compiles a version 0 message; accounts that neither sign nor run move to the lookup tables that have them.</summary>
    /// <param name="feePayer">Signs and pays; becomes the first account.</param>
    /// <param name="instructions">The instructions, in order.</param>
    /// <param name="recentBlockhash">The blockhash that limits how long the transaction may land.</param>
    /// <param name="tables">Lookup tables, first come first served; those that turn out useless are left out.</param>
    /// <exception cref="ArgumentException">There are more than 256 accounts, or an instruction has more than 65,535 bytes of
    /// data.</exception>
    public static Message CompileV0(
        PublicKey feePayer,
        IReadOnlyList<Instruction> instructions,
        Hash256 recentBlockhash,
        IReadOnlyList<AddressLookupTable> tables)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        ArgumentNullException.ThrowIfNull(tables);
        MessageLayout layout = new();
        layout.ArrangeV0(feePayer, instructions, tables);
        return Create(MessageVersion.V0, layout, instructions, recentBlockhash);
    }

    private static Message Create(
        MessageVersion version, MessageLayout layout, IReadOnlyList<Instruction> instructions, Hash256 recentBlockhash)
    {
        byte[] bytes = new byte[MessageWriter.SizeOf(version, layout, instructions)];
        MessageWriter.Write(version, layout, instructions, recentBlockhash, bytes);
        Memory<byte> numbers = layout.Numbers.ToArray();
        CompiledInstruction[] compiled = new CompiledInstruction[instructions.Count];
        for (int i = 0; i < compiled.Length; i++)
        {
            int end = 1 + instructions[i].AccountSpan.Length;
            compiled[i] = new CompiledInstruction(numbers.Span[0], numbers[1..end], instructions[i].Data);
            numbers = numbers[end..];
        }

        return new Message(version, layout.Header, layout.Keys.ToArray(), recentBlockhash, compiled, layout.Lookups, bytes);
    }
}
