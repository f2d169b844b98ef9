using System.CommandLine;
using Piwa.Kernels.Devices;

namespace Piwa.Host.Commands;

/// <summary>Options that say what computes.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "What runs the kernels: auto, or an id that 'piwa devices' lists.",
        DefaultValueFactory = _ => DeviceCatalog.Auto,
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of the CPU; 0 for one on each core.",
        DefaultValueFactory = _ => 0,
    };

    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_threads);
    }

    public (string Device, int Threads) Read(ParseResult parsed) => (parsed.GetRequiredValue(_device), parsed.GetRequiredValue(_threads));
}
