using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Encoding;

/// <summary>BLAKE3 of input that arrives in pieces.</summary>
/// <remarks>
/// <para>
/// Not thread-safe. Allocates 18 KiB once; <see cref="Update"/>, <see cref="Finish()"/> and <see cref="Reset"/> allocate nothing, so
/// keep a hasher and reset it.
/// </para>
/// <para>
/// How it works. (1) Input gathers in a buffer of 16 chunks, the width of the widest kernel, so that many small updates are hashed as
/// fast as few large ones. (2) Large input bypasses the buffer in subtrees as large as their position in the tree allows. (3) A
/// finished subtree is pushed on a stack, where equal neighbours merge like the carries of a binary counter. (4) The last group stays
/// in the buffer until <see cref="Finish()"/>, because only then is it known whether it is the right edge of the tree.
/// </para>
/// </remarks>
public sealed unsafe class Blake3Hasher
{
    private const int GroupChunks = Blake3.MaxLanes;
    private const int GroupBytes = GroupChunks * Blake3.ChunkBytes;
    private const int HashWords = Blake3.HashBytes / sizeof(uint);

    // The specification bounds the input at 2^64 bytes = 2^50 groups.
    private const int MaxStackCount = 50;

    private readonly Blake3Domain _domain;
    private readonly Blake3InstructionSet _set;
    private readonly byte[] _buffer = new byte[GroupBytes];
    private readonly uint[] _stack = new uint[MaxStackCount * HashWords];
    private int _bufferedBytes;
    private int _stackCount;
    private ulong _groupCount;

    /// <summary>A hasher of the given domain.</summary>
    /// <param name="domain">Plain, keyed or derived.</param>
    /// <exception cref="ArgumentNullException"><paramref name="domain"/> is null.</exception>
    public Blake3Hasher(Blake3Domain domain)
        : this(domain, Blake3.Best)
    {
    }

    internal Blake3Hasher(Blake3Domain domain, Blake3InstructionSet set)
    {
        ArgumentNullException.ThrowIfNull(domain);
        _domain = domain;
        _set = set;
    }

    /// <summary>Appends <paramref name="input"/>.</summary>
    /// <param name="input">The next bytes; however the input is cut into pieces, the hash is the same.</param>
    public void Update(ReadOnlySpan<byte> input)
    {
        while (!input.IsEmpty)
        {
            if (_bufferedBytes == GroupBytes)
            {
                PushSubtree(_buffer);
                _bufferedBytes = 0;
            }

            // At least one byte stays for the buffer: see step 4.
            while (_bufferedBytes == 0 && input.Length > GroupBytes)
            {
                var groups = (ulong)BitOperations.RoundUpToPowerOf2((uint)((input.Length - 1) / GroupBytes) + 1) / 2;
                while ((_groupCount & (groups - 1)) != 0)
                    groups /= 2;
                var bytes = (int)groups * GroupBytes;
                PushSubtree(input[..bytes]);
                input = input[bytes..];
            }

            var take = Math.Min(GroupBytes - _bufferedBytes, input.Length);
            input[..take].CopyTo(_buffer.AsSpan(_bufferedBytes));
            _bufferedBytes += take;
            input = input[take..];
        }
    }

    /// <summary>The hash of all input so far. The hasher stays as it is and can go on.</summary>
    /// <returns>32 bytes.</returns>
    public ContentHash Finish()
    {
        Unsafe.SkipInit(out ContentHash hash);
        Finish(MemoryMarshal.AsBytes(new Span<ContentHash>(ref hash)));
        return hash;
    }

    /// <summary>Output of any length for all input so far. The hasher stays as it is and can go on.</summary>
    /// <param name="output">Receives the output; a shorter output is a prefix of a longer one.</param>
    public void Finish(Span<byte> output) => Finish(0, output);

    /// <summary>A part of the extendable output for all input so far. The hasher stays as it is and can go on.</summary>
    /// <param name="outputOffset">Where in the output to begin, in bytes.</param>
    /// <param name="output">Receives the output from there on.</param>
    public void Finish(ulong outputOffset, Span<byte> output)
    {
        Blake3Node node;
        fixed (byte* bytes = _buffer)
            Blake3.SubtreeNode(_set, _domain, bytes, _bufferedBytes, _groupCount * GroupChunks, &node);

        var right = stackalloc uint[HashWords];
        fixed (uint* key = _domain.Key)
        fixed (uint* stack = _stack)
        {
            for (var i = _stackCount - 1; i >= 0; i--)
            {
                Blake3.ChainingValue(_set, &node, right);
                Blake3.ParentNode(key, _domain.Flags, stack + i * HashWords, right, &node);
            }
        }

        Blake3.WriteRoot(_set, &node, outputOffset, output);
    }

    /// <summary>Forgets all input: the hasher is as new. The domain stays.</summary>
    public void Reset()
    {
        _bufferedBytes = 0;
        _stackCount = 0;
        _groupCount = 0;
    }

    private void PushSubtree(ReadOnlySpan<byte> subtree)
    {
        var groups = (ulong)(subtree.Length / GroupBytes);
        var value = stackalloc uint[HashWords];
        Blake3Node node;
        fixed (byte* bytes = subtree)
        fixed (uint* key = _domain.Key)
        fixed (uint* stack = _stack)
        {
            Blake3.SubtreeNode(_set, _domain, bytes, subtree.Length, _groupCount * GroupChunks, &node);
            Blake3.ChainingValue(_set, &node, value);
            _groupCount += groups;
            for (var carries = _groupCount / groups; (carries & 1) == 0; carries >>= 1)
            {
                _stackCount--;
                Blake3.ParentNode(key, _domain.Flags, stack + _stackCount * HashWords, value, &node);
                Blake3.ChainingValue(_set, &node, value);
            }

            new ReadOnlySpan<uint>(value, HashWords).CopyTo(_stack.AsSpan(_stackCount * HashWords));
            _stackCount++;
        }
    }
}
