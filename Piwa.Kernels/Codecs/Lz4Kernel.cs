using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU;

namespace Piwa.Kernels.Codecs;

/// <summary>
/// Packs a block of an LZ4 frame with the threads of a group: to the bytes that one thread would write, by the rule of the pipeline's
/// own encoder, and so to the same bytes whatever the group's size.
/// </summary>
/// <remarks>
/// <para>How the threads share the work of a sequence:</para>
/// <list type="number">
/// <item>The places that are looked at after a match are known beforehand: each thread takes one. Only what they leave in the table
/// depends on each other: a thread finds the last one before it with the same hash, and takes its place instead of the table's.</item>
/// <item>The first thread with a match is voted for. Threads up to it put their places into the table, where of several with one hash
/// the last one does; what the others found is forgotten.</item>
/// <item>All threads follow the match backwards and a little way forwards, then word by word side by side.</item>
/// <item>The literals are copied side by side.</item>
/// </list>
/// <para>Every loop and branch round a barrier is of values that all threads have alike.</para>
/// </remarks>
internal static unsafe class Lz4Kernel
{
    /// <summary>Bytes of a block: a place of the table has 16 bits.</summary>
    public const int BlockBytes = 1 << 16;

    /// <summary>Most threads of a group: one warp.</summary>
    public const int MaxThreads = 32;

    public const int TableLength = 1 << TableBits;
    public const int VoteCount = 3;

    private const int TableBits = 12;
    private const ulong HashPrime = 227718039650203;
    private const int HashShift = 64 - TableBits;
    private const int HashUnused = 16;

    private const int MinMatch = 4;
    private const int LastLiterals = 5;
    private const int LastLooks = 11;
    private const int LooksOfStepLog = 6;
    private const int LooksOfStep = 1 << LooksOfStepLog;

    private const int LengthBits = 4;
    private const int LongLength = 15;
    private const int TokenAndDistance = 3;

    /// <summary>Words that every thread compares by itself before they share: most matches end there.</summary>
    private const int WordsAlone = 4;

    private const int WordBytes = sizeof(uint);
    private const int None = int.MaxValue;
    private const int NoHash = -1;

    /// <summary>Packs a block.</summary>
    /// <param name="source">The block; begins at a word. Up to two words behind its end are read and not used.</param>
    /// <param name="length">At most <see cref="BlockBytes"/>.</param>
    /// <param name="target">Has room for the block.</param>
    /// <param name="shared">Memory of the group.</param>
    /// <param name="thread">Number of this thread.</param>
    /// <param name="threads">Threads of the group.</param>
    /// <returns>Bytes written; 0 if the block would not become shorter.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static int Encode(uint* source, int length, byte* target, Lz4Shared shared, int thread, int threads)
    {
        byte* bytes = (byte*)source;
        for (int i = thread; i < TableLength; i += threads)
            shared.Table[i] = 0;
        for (int i = thread; i < VoteCount; i += threads)
            shared.Votes[i] = None;
        for (int i = thread; i < MaxThreads; i += threads)
            shared.Hashes[i] = NoHash;
        Group.Barrier();

        int anchor = 0, output = 0, start = 0, round = 0;
        while (start < length - LastLooks)
        {
            int first = -threads, vote;
            do
            {
                first += threads;
                vote = Look(source, length, shared, start, first, thread, threads, round++);
            }
            while (vote == None);

            if ((vote & 1) != 0)
                break;

            int place = Place(start, first + (vote >> 1)), match = shared.Candidates[vote >> 1];
            while (place > anchor && match > 0 && bytes[place - 1] == bytes[match - 1])
            {
                place--;
                match--;
            }

            int limit = length - LastLiterals - MinMatch - place;
            int more = CountAlone(source, place + MinMatch, match + MinMatch, limit);
            while (more < 0)
            {
                // Not yet different: -(count) - 1.
                more = CountShared(source, place + MinMatch, match + MinMatch, -more - 1, limit, shared, thread, threads, round++);
            }

            int literals = place - anchor;
            int after = output + TokenAndDistance + ExtraBytes(literals) + literals + ExtraBytes(more);
            if (after >= length)
                return 0;

            int at = WriteLiterals(bytes + anchor, literals, more < LongLength ? more : LongLength, target, output, thread, threads);
            if (thread == 0)
            {
                target[at] = (byte)(place - match);
                target[at + 1] = (byte)((place - match) >> 8);
            }

            if (more >= LongLength)
                WriteExtra(target + at + 2, more - LongLength, thread, threads);
            start = place + MinMatch + more;
            anchor = start;
            output = after;
        }

        int last = length - anchor;
        int end = output + 1 + ExtraBytes(last) + last;
        if (end >= length)
            return 0;
        WriteLiterals(bytes + anchor, last, 0, target, output, thread, threads);
        return end;
    }

    /// <summary>
    /// The threads look at a place each. Returns twice the first thread that found a match, or twice the first that came too near to
    /// the end plus one, or <see cref="None"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Look(uint* source, int length, Lz4Shared shared, int start, int first, int thread, int threads, int round)
    {
        int look = first + thread, place = Place(start, look);
        bool ends = look > 1 && Place(start, look + 1) > length - LastLooks, put = !ends && place >= 0;
        ulong value = put ? SixBytes(source, place) : 0;
        int hash = put ? (int)(((value << HashUnused) * HashPrime) >> HashShift) : NoHash;
        shared.Hashes[thread] = hash;
        Group.Barrier();

        // Threads with the same hash, a bit for each; a fixed number of them, so that the loop is unrolled.
        uint same = 0;
        if (threads > 1)
        {
            for (int other = 0; other < MaxThreads; other++)
                same |= shared.Hashes[other] == hash ? 1u << other : 0;
        }

        int candidate = put ? shared.Table[hash] : 0;
        uint before = same & ((1u << thread) - 1);
        if (put && before != 0)
            candidate = Place(start, first + 31 - BitOperations.LeadingZeroCount(before));
        bool match = put && look > 0 && candidate < place && Word(source, candidate) == (uint)value;
        shared.Candidates[thread] = candidate;
        if (match || ends)
            Atomic.Min(ref shared.Votes[round % VoteCount], (2 * thread) + (match ? 0 : 1));
        Group.Barrier();

        int vote = Read(shared, thread, round);
        int last = vote == None ? threads - 1 : vote >> 1;
        uint behind = same & ((uint)(2L << last) - 1) & ~((uint)(2L << thread) - 1);
        if (put && thread <= last && behind == 0)
            shared.Table[hash] = (ushort)place;
        return vote;
    }

    /// <summary>Takes a vote after the barrier that ends it, and empties that of the round before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Read(Lz4Shared shared, int thread, int round)
    {
        int vote = shared.Votes[round % VoteCount];
        if (thread == 0)
            shared.Votes[(round + 2) % VoteCount] = None;
        return vote;
    }

    /// <summary>
    /// The places after a match that ends before <paramref name="start"/>: 0 is start - 2, which is only put into the table; 1 is start; from
    /// there on in steps that grow by one after 64 looks each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(int start, int look)
    {
        if (look < 2)
            return start - 2 + (2 * look);

        int steps = look - 2, place = start + 1 + steps;
        if (steps <= LooksOfStep)
            return place;

        // Step i >= 1 is 1 + (i - 1) / 64.
        int grown = steps - 1, whole = grown >> LooksOfStepLog, rest = grown & (LooksOfStep - 1);
        return place + (LooksOfStep / 2 * whole * (whole - 1)) + (whole * rest);
    }

    /// <summary>Bytes that are the same, at most <paramref name="limit"/>; where that takes long, -(those found so far) - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountAlone(uint* source, int place, int match, int limit)
    {
        for (int count = 0; count < WordsAlone * WordBytes; count += WordBytes)
        {
            int same = SameBytes(source, place + count, match + count, limit - count);
            if (same < WordBytes)
                return count + same;
        }

        return -(WordsAlone * WordBytes) - 1;
    }

    /// <summary>As <see cref="CountAlone"/> from <paramref name="count"/> on, a word for each thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountShared(
        uint* source, int place, int match, int count, int limit, Lz4Shared shared, int thread, int threads, int round)
    {
        int mine = count + (WordBytes * thread);
        int same = SameBytes(source, place + mine, match + mine, limit - mine);
        if (same < WordBytes)
            Atomic.Min(ref shared.Votes[round % VoteCount], mine + same);
        Group.Barrier();
        int vote = Read(shared, thread, round);
        return vote != None ? vote : -(count + (WordBytes * threads)) - 1;
    }

    /// <summary>How many of four bytes are the same from the first on, of which <paramref name="limit"/> count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SameBytes(uint* source, int place, int match, int limit)
    {
        if (limit <= 0)
            return 0;

        uint difference = Word(source, place) ^ Word(source, match);
        int same = (difference & 0xFF) != 0 ? 0
            : (difference & 0xFFFF) != 0 ? 1
            : (difference & 0xFFFFFF) != 0 ? 2
            : difference != 0 ? 3 : WordBytes;
        return same < limit ? same : limit;
    }

    /// <summary>Token, length and literals. Returns the place behind.</summary>
    private static int WriteLiterals(byte* source, int literals, int matchBits, byte* target, int output, int thread, int threads)
    {
        if (thread == 0)
            target[output] = (byte)(((literals < LongLength ? literals : LongLength) << LengthBits) | matchBits);
        output++;
        if (literals >= LongLength)
            WriteExtra(target + output, literals - LongLength, thread, threads);
        output += ExtraBytes(literals);
        for (int i = thread; i < literals; i += threads)
            target[output + i] = source[i];
        return output + literals;
    }

    private static void WriteExtra(byte* target, int rest, int thread, int threads)
    {
        int full = rest / byte.MaxValue;
        for (int i = thread; i <= full; i += threads)
            target[i] = (byte)(i < full ? byte.MaxValue : rest - (full * byte.MaxValue));
    }

    /// <summary>Bytes that a length takes besides its token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ExtraBytes(int length) => length < LongLength ? 0 : 1 + ((length - LongLength) / byte.MaxValue);

    // Words are read where words lie, and shifted: a device cannot read across.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(uint* source, int place)
    {
        uint* words = source + (place >> 2);
        int shift = 8 * (place & 3);
        return shift == 0 ? words[0] : (words[0] >> shift) | (words[1] << (32 - shift));
    }

    /// <summary>Six bytes, and what follows them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SixBytes(uint* source, int place)
    {
        uint* words = source + (place >> 2);
        int shift = 8 * (place & 3);
        ulong low = words[0] | ((ulong)words[1] << 32);
        return shift == 0 ? low : (low >> shift) | ((ulong)words[2] << (64 - shift));
    }
}
