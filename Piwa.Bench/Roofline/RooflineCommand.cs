using System.CommandLine;
using Piwa.Bench.Reports;

namespace Piwa.Bench.Roofline;

/// <summary><c>roofline</c>: the arithmetic of the kernels, before and beside a device.</summary>
internal static class RooflineCommand
{
    private const double Tera = 1e12, Mega = 1e6;

    public static Command Create()
    {
        var assets = new Option<int>("--assets") { Description = "Standard assets to count; 0: PTX alone.", DefaultValueFactory = _ => 4 };
        var floats = new Option<double>("--tera-floats")
        {
            Description = "The device's operations of 32-bit floats in a second, in 10^12.",
            DefaultValueFactory = _ => DevicePeak.H200TeraFloats,
        };
        var bytes = new Option<double>("--tera-bytes")
        {
            Description = "Bytes that the device copies in a second, read and written, in 10^12.",
            DefaultValueFactory = _ => DevicePeak.H200TeraBytes,
        };
        var ptx = new Option<string?>("--ptx") { Description = "Directory that receives the kernels' PTX, for ptxas and other tools." };
        var json = new Option<string?>("--json") { Description = "File that receives the report." };
        var command = new Command("roofline", "Instructions and bytes of each kernel for a standard asset, and the floor that they give; without a GPU.")
        {
            assets, floats, bytes, ptx, json,
        };
        command.SetAction(parsed =>
        {
            var peak = new DevicePeak(Tera * parsed.GetRequiredValue(floats), Tera * parsed.GetRequiredValue(bytes));
            var report = RooflineReport.Of(parsed.GetRequiredValue(assets), peak);
            Print(report);
            if (parsed.GetValue(ptx) is { } directory)
                KernelPtx.Save(directory);
            if (parsed.GetValue(json) is { } path)
                report.Save(path);
        });
        return command;
    }

    private static void Print(RooflineReport report)
    {
        PrintKernels(report);
        if (report.Floors.Count == 0)
            return;

        Console.WriteLine();
        Console.WriteLine(report.StandardAsset);
        Console.WriteLine($"By asset, mean of {report.Assets}; device: {report.Peak.FloatsPerSecond / Tera:F1} TFLOP/s, "
            + $"{report.Peak.InstructionsPerSecond / Tera:F1} T instructions/s, {report.Peak.BytesPerSecond / Tera:F1} TB/s.");
        PrintFloors(report);
        Console.WriteLine("""
            Every figure of this table is an estimate, and a floor is not a forecast: no device took part.
            counted: the kernel's body ran on this CPU with numbers that count, and made the host's bytes. Counted are operations of
              floats and integers as the body asks for them, a division or root as 10 instructions. Addresses, loop counters, spills and
              the threads of a warp that wait for each other are not.
            static: turns of the loops of all threads, times the instructions in the kernel's PTX without addresses: more than run.
            formula: what the algorithm asks for (BLAKE3: 784 for 64 bytes; xxHash: 16 for 16 bytes). -: not estimated.
            bytes: each array that the kernel reads or writes, once, as if caches were perfect.
            floor: the longer of issuing the instructions, one each cycle and lane, and moving the bytes, with the whole device busy.
            addresses: what finds a thread's arrays, as it stands in the PTX (of the smallest kernel that finds the same ones). It is not in
              the floor: the driver drops what nobody uses. If it does not, this comes on top.
            serial: turns that one thread takes one after the other. Such kernels have no floor by this arithmetic: many assets hide them.
            """);
    }

    private static void PrintKernels(RooflineReport report)
    {
        Console.WriteLine("PTX for sm_90, made without a GPU. Instructions as they stand, not as they run; bytes of memory as declared.");
        var table = new TextTable("lrrrrrrrrrr", "kernel", "all", "fp32", "integer", "memory", "of it local", "branch", "move", "shared B", "local B", "parameter B");
        foreach (PtxCensus kernel in report.Kernels)
        {
            table.Add(
                kernel.Kernel, $"{kernel.All:N0}", $"{kernel.Floats:N0}", $"{kernel.Integers:N0}", $"{kernel.Memory:N0}", $"{kernel.Local:N0}",
                $"{kernel.Branches:N0}", $"{kernel.Moves:N0}", $"{kernel.SharedBytes:N0}", $"{kernel.LocalBytes:N0}", $"{kernel.ParameterBytes:N0}");
        }

        Console.Write(table);
        Console.WriteLine("Registers are the driver's to give: PTX has as many as it likes, and what does not fit is spilled to local memory there.");
    }

    private static void PrintFloors(RooflineReport report)
    {
        var table = new TextTable("llrrrrrrrrr",
            "kernel", "basis", "threads", "Mflop", "M instructions", "kB", "us instr.", "us bytes", "floor us", "us addresses", "serial");
        foreach (KernelFloor floor in report.Floors)
        {
            bool isKnown = floor.Basis != "-";
            table.Add(
                floor.Kernel, floor.Basis, $"{floor.Threads:N0}", floor.FloatOperations > 0 ? $"{floor.FloatOperations / Mega:F2}" : "-",
                isKnown ? $"{floor.Instructions / Mega:F2}" : "-", $"{floor.Bytes / 1e3:N0}",
                isKnown ? $"{floor.InstructionMicroseconds:F2}" : "-", $"{floor.ByteMicroseconds:F2}", $"{floor.Microseconds:F2}",
                $"{floor.AddressMicroseconds:F2}", floor.SerialTurns > 0 ? $"{floor.SerialTurns:N0}" : "");
        }

        table.Add(
            "all", "", "", $"{report.Floors.Sum(floor => floor.FloatOperations) / Mega:F2}",
            $"{report.Floors.Sum(floor => floor.Instructions) / Mega:F2}", $"{report.Floors.Sum(floor => floor.Bytes) / 1e3:N0}",
            $"{report.Floors.Sum(floor => floor.InstructionMicroseconds):F2}", $"{report.Floors.Sum(floor => floor.ByteMicroseconds):F2}",
            $"{report.Floors.Sum(floor => floor.Microseconds):F2}", $"{report.Floors.Sum(floor => floor.AddressMicroseconds):F2}");
        Console.Write(table);
    }
}
