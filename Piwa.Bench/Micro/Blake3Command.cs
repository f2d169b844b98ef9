using System.CommandLine;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Piwa.Bench.Peers;
using Piwa.Pipeline.Encoding;

namespace Piwa.Bench.Micro;

/// <summary>
/// <c>blake3</c>: our BLAKE3 on one thread against <c>b3sum --num-threads 1</c>, both over the same file, mapped into memory and in the
/// page cache. b3sum's time includes the start of its process, which a large file makes small.
/// </summary>
internal static class Blake3Command
{
    private const int Megabyte = 1_000_000;

    public static Command Create()
    {
        var size = new Option<int>("--megabytes") { Description = "Size of the file.", DefaultValueFactory = _ => 1024 };
        var rounds = new Option<int>("--rounds") { Description = "Times that each is run.", DefaultValueFactory = _ => 11 };
        var command = new Command("blake3", "BLAKE3 against Debian's b3sum, one thread each.") { size, rounds };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(size) * (long)Megabyte, parsed.GetRequiredValue(rounds)));
        return command;
    }

    private static unsafe int Run(long bytes, int rounds)
    {
        string path = Path.GetTempFileName();
        try
        {
            Fill(path, bytes);
            string theirs = "", ours = "";
            TimeSpan[] times;
            try
            {
                times = Alternation.Run(rounds, () => ours = HashMapped(path), () => theirs = B3Sum(path));
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Console.Error.WriteLine("b3sum is not installed: apt-get install b3sum");
                return 1;
            }

            if (ours != theirs)
            {
                Console.Error.WriteLine($"The hashes differ: {ours} and {theirs}.");
                return 1;
            }

            double our = bytes / times[0].TotalSeconds / 1e9, their = bytes / times[1].TotalSeconds / 1e9;
            Console.WriteLine($"Piwa ({Blake3.Best})           {our:F2} GB/s");
            Console.WriteLine($"b3sum --num-threads 1   {their:F2} GB/s");
            Console.WriteLine($"ratio                   {our / their:F2}   (medians of {rounds}, {bytes / Megabyte} MB, in turns)");
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static unsafe string HashMapped(string path)
    {
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        long length = new FileInfo(path).Length;
        byte* data = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref data);
        try
        {
            return Blake3.Hash(new ReadOnlySpan<byte>(data, checked((int)length))).ToString();
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static string B3Sum(string path)
    {
        using Process process = Process.Start(new ProcessStartInfo("b3sum", ["--num-threads", "1", "--no-names", path]) { RedirectStandardOutput = true })!;
        string hash = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return hash;
    }

    private static void Fill(string path, long bytes)
    {
        var random = new Random(1);
        byte[] block = new byte[Megabyte];
        using FileStream stream = File.Create(path);
        for (long written = 0; written < bytes; written += block.Length)
        {
            random.NextBytes(block);
            stream.Write(block);
        }
    }
}
