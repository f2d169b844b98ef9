using System.IO.Compression;
using Piwa.Pipeline.Exports;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Exports;

public sealed class NpyTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheBytesAreThoseOfNumPy()
    {
        byte[] file = File<float>([1f, 2f], 2);
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".PadRight(117) + "\n";
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], file);
    }

    [Fact]
    public void EveryTypeAndRankComesBack()
    {
        RoundTrip<Half>([(Half)1, (Half)(-0.5), (Half)65504, Half.NaN], 4);
        RoundTrip<float>([1f, float.NegativeInfinity, -0f, 3f, 4f, 5f], 1, 2, 3);
        RoundTrip<double>([Math.PI]);
        RoundTrip<bool>([true, false], 2, 1);
        RoundTrip<sbyte>([-1, 1], 2);
        RoundTrip<short>([short.MinValue, 1], 2);
        RoundTrip<int>([int.MinValue, 1], 1, 1, 1, 2);
        RoundTrip<long>([long.MinValue, 1], 2);
        RoundTrip<byte>([255, 1], 2);
        RoundTrip<ushort>([ushort.MaxValue, 1], 2);
        RoundTrip<uint>([uint.MaxValue, 1], 2);
        RoundTrip<ulong>([ulong.MaxValue, 1], 2);
        RoundTrip<float>([], 0, 3);
        RoundTrip<int>([.. Enumerable.Range(0, 1000)], 10, 10, 10);
    }

    [Fact]
    public void AShapeMustHoldItsElements()
    {
        Assert.Throws<ArgumentException>(() => File<float>([1f, 2f], 3));
        Assert.Throws<ArgumentException>(() => File<float>([1f, 2f]));
        Assert.Throws<ArgumentException>(() => File<char>(['a'], 1));
        Assert.Throws<InvalidOperationException>(() => Npy.Read(new MemoryStream(File<int>([1], 1))).Values<float>().Length);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "type '>f4' is not read")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "not understood")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "shape (-1,) is not understood")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "8 bytes, of which 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999, 99999), }", "at most")]
    public void WhatIsNotReadIsNamed(string header, string message)
    {
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), 0, 0, 0, 0];
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Npy.Read(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACutFileIsRefusedWhereverItIsCut()
    {
        byte[] file = File<float>([1f, 2f], 2);
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => Npy.Read(new MemoryStream(file, 0, length)));
    }

    [Fact]
    public void AnArchiveGivesItsArraysBackAndIsTheSameEveryTime()
    {
        byte[] archive = Archive();
        IReadOnlyDictionary<string, NpyArray> arrays = Npz.Read(new MemoryStream(archive));
        Assert.Equal(["points", "count"], arrays.Keys);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], arrays["points"].Values<float>().ToArray());
        Assert.Equal([2, 3], arrays["points"].Shape);
        Assert.Equal([7], arrays["count"].Values<long>().ToArray());
        Assert.Empty(arrays["count"].Shape);
        Assert.Equal(archive, Archive());

        using var zip = new ZipArchive(new MemoryStream(archive));
        Assert.All(zip.Entries, entry =>
        {
            Assert.Equal(entry.Length, entry.CompressedLength);
            Assert.Equal(1980, entry.LastWriteTime.Year);
        });
    }

    [Fact]
    public void AnArchiveHoldsANameOnce()
    {
        using var writer = new NpzWriter(new MemoryStream());
        writer.Add<int>("a", [1], 1);
        Assert.Throws<ArgumentException>(() => writer.Add<int>("a", [1], 1));
    }

    [Fact]
    public void NumPyReadsWhatWeWriteAndWeReadWhatItWrites()
    {
        System.IO.File.WriteAllBytes(_folder["half.npy"], File<Half>([(Half)1.5, (Half)(-2)], 1, 2));
        System.IO.File.WriteAllBytes(_folder["ours.npz"], Archive());
        System.IO.File.WriteAllText(_folder["check.py"], """
            import sys, numpy
            half = numpy.load(sys.argv[1] + '/half.npy')
            assert half.dtype == numpy.float16 and half.tolist() == [[1.5, -2.0]], half
            ours = numpy.load(sys.argv[1] + '/ours.npz')
            assert sorted(ours.files) == ['count', 'points'], ours.files
            assert ours['points'].tolist() == [[1, 2, 3], [4, 5, 6]] and ours['points'].dtype == numpy.float32
            assert ours['count'].shape == () and int(ours['count']) == 7
            numpy.savez(sys.argv[1] + '/theirs.npz', a=numpy.arange(6, dtype=numpy.float64).reshape(3, 2), b=numpy.uint16(9))
            """);
        PythonTool.Run([_folder["check.py"], _folder.Path], "numpy");
        using FileStream stream = System.IO.File.OpenRead(_folder["theirs.npz"]);
        IReadOnlyDictionary<string, NpyArray> theirs = Npz.Read(stream);
        Assert.Equal([0.0, 1, 2, 3, 4, 5], theirs["a"].Values<double>().ToArray());
        Assert.Equal([3, 2], theirs["a"].Shape);
        Assert.Equal([(ushort)9], theirs["b"].Values<ushort>().ToArray());
    }

    [Fact]
    public void AnArrayThatClaimsMoreThanItsEntryCanHoldTakesNoMemory()
    {
        byte[] file = File<float>([1f, 2f], 2);
        byte[] claim = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(file).Replace("(2,), }       ", "(400000000,), }", StringComparison.Ordinal)[..file.Length]);
        Assert.NotEqual(file, claim);
        using MemoryStream stream = new();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("a.npy").Open();
            entry.Write(claim);
        }

        stream.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Npz.Read(stream));
        Assert.Contains("1600000000 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Archive()
    {
        using var stream = new MemoryStream();
        using (var writer = new NpzWriter(stream))
        {
            writer.Add<float>("points", [1f, 2f, 3f, 4f, 5f, 6f], 2, 3);
            writer.Add<long>("count", [7]);
        }

        return stream.ToArray();
    }

    private static byte[] File<T>(T[] values, params int[] shape) where T : unmanaged
    {
        using var stream = new MemoryStream();
        Npy.Write<T>(stream, values, shape);
        return stream.ToArray();
    }

    private static void RoundTrip<T>(T[] values, params int[] shape) where T : unmanaged
    {
        byte[] file = File(values, shape);
        NpyArray array = Npy.Read(new MemoryStream(file));
        Assert.Equal(typeof(T), array.ElementType);
        Assert.Equal(shape, array.Shape);
        Assert.Equal(values, array.Values<T>().ToArray());
        Assert.Equal(0, (file.Length - (values.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>())) % 64);
    }
}
