using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Piwa.Chain.Provenance.Rocks;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>
/// The file <c>registry.mark</c> beside the store: its format, the lock, and how many entries were durable when last it was told.
/// </summary>
/// <remarks>
/// The store's own log cannot tell a write that was torn from one whose length was changed later: both end it. So the number of entries
/// stands here too, written after each flush and not flushed itself: a store that has fewer has lost what was answered. Two slots are
/// written in turns, so that one is always whole. The head and the first slot are one write, durable before there is a store: a file that
/// is shorter was being created, and is created anew. Not safe for several threads.
/// </remarks>
internal sealed class RegistryMark : IDisposable
{
    public const string FileName = "registry.mark";

    private const int HeadBytes = 16;
    private const int SlotBytes = 16;
    private const int SlotCount = 2;
    private const int LeastBytes = HeadBytes + SlotBytes;
    private const uint Version = 1;

    private readonly SafeFileHandle _file;
    private int _nextSlot;

    private RegistryMark(SafeFileHandle file) => _file = file;

    private static ReadOnlySpan<byte> Magic => "PIWAPOFU"u8;

    /// <summary>How many entries were durable.</summary>
    public ulong DurableEntries { get; private set; }

    /// <summary>Opens or creates the mark of a directory, and locks it.</summary>
    /// <exception cref="UploadRegistryInUseException">It is locked.</exception>
    /// <exception cref="UploadRegistryCorruptedException">It is damaged, or too short though there is a store, or of another
    /// version.</exception>
    public static RegistryMark Open(string directory)
    {
        string path = Path.Combine(directory, FileName);
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new UploadRegistryInUseException(
                $"The registry in '{directory}' is open elsewhere; one process at a time has it open. ({error.Message})", error);
        }

        var mark = new RegistryMark(file);
        try
        {
            if (RandomAccess.GetLength(file) is var length && length < LeastBytes)
            {
                if (RocksStore.Exists(directory))
                {
                    throw new UploadRegistryCorruptedException(
                        $"'{path}' has {length} bytes; the mark of a registry that was used has {LeastBytes} at least: restore the directory "
                        + "from a backup.");
                }

                FailPoint.Reach(path, WriteMoment.Begins);
                mark.Create(directory);
                FailPoint.Reach(path, WriteMoment.Done);
            }

            mark.Read(path);
            return mark;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Notes that so many entries are durable.</summary>
    public void Write(ulong durableEntries)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        Fill(slot, durableEntries);
        RandomAccess.Write(_file, slot, HeadBytes + (_nextSlot * SlotBytes));
        _nextSlot = (_nextSlot + 1) % SlotCount;
        DurableEntries = durableEntries;
    }

    /// <summary>Flushes the file itself.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>Gives up the lock.</summary>
    public void Dispose() => _file.Dispose();

    private static void Fill(Span<byte> slot, ulong durableEntries)
    {
        slot.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(slot, durableEntries);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[sizeof(ulong)..], Crc32C.Compute(slot[..sizeof(ulong)]));
    }

    private void Create(string directory)
    {
        Span<byte> bytes = stackalloc byte[LeastBytes];
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[Magic.Length..], Version);
        Fill(bytes[HeadBytes..], durableEntries: 0);
        RandomAccess.Write(_file, bytes, 0);
        FailPoint.Reach(FileName, WriteMoment.Written);
        Flush();
        DirectorySync.Flush(directory);
    }

    private void Read(string path)
    {
        Span<byte> bytes = stackalloc byte[HeadBytes + (SlotCount * SlotBytes)];
        bytes = bytes[..RandomAccess.Read(_file, bytes, 0)];
        if (!bytes.StartsWith(Magic))
            throw new UploadRegistryCorruptedException($"'{path}' is not the mark of a registry: restore the directory from a backup.");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[Magic.Length..]);
        if (version != Version)
        {
            throw new UploadRegistryCorruptedException(
                $"The registry of '{path}' is of version {version}, and this program knows {Version}: use one that knows it.");
        }

        bool found = false;
        for (int slot = 0; slot < SlotCount; slot++)
        {
            int start = HeadBytes + (slot * SlotBytes);
            if (start + SlotBytes > bytes.Length)
                break;
            ReadOnlySpan<byte> number = bytes.Slice(start, sizeof(ulong));
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[(start + sizeof(ulong))..]) != Crc32C.Compute(number))
                continue;
            found = true;
            if (BinaryPrimitives.ReadUInt64LittleEndian(number) is var entries && entries >= DurableEntries)
                (DurableEntries, _nextSlot) = (entries, (slot + 1) % SlotCount);
        }

        if (!found)
            throw new UploadRegistryCorruptedException($"'{path}' is damaged: restore the directory from a backup.");
    }
}
