using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Kernels.Devices;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa devices</c>: what this machine can compute with, and whether its bits are right.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var command = new Command("devices", "Lists devices and checks that each makes the golden assets bit for bit.");
        command.SetAction((_, _) => Errors.GuardAsync(_ =>
        {
            Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "device", "memory", "verdict");
            foreach (DeviceInfo info in DeviceCatalog.List())
            {
                string memory = info.Kind == DeviceKind.Simulator ? "" : Units.Bytes(info.MemoryBytes);
                table.AddRow(new Text(info.Id), new Text(info.Name), new Text(memory), Verdict(info));
            }

            AnsiConsole.Write(table);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Markup Verdict(DeviceInfo info)
    {
        try
        {
            using Device device = DeviceCatalog.Open(info.Id);
            string? obstacle = GoldenAsset.Verify(device);
            string note = info.Kind == DeviceKind.Simulator ? "; checks device kernels, too slow to produce with" : "";
            return obstacle is null ? new Markup($"[green]exact[/]{note}") : new Markup($"[red]refused:[/] {Markup.Escape(obstacle)}");
        }
        catch (DeviceException fault)
        {
            return new Markup($"[red]refused:[/] {Markup.Escape(fault.Message)}");
        }
    }
}
