using System.CommandLine;
using Piwa.Bench.Accuracy;
using Piwa.Bench.Chain;
using Piwa.Bench.Devices;
using Piwa.Bench.EndToEnd;
using Piwa.Bench.Fleet;
using Piwa.Bench.Manifests;
using Piwa.Bench.Micro;
using Piwa.Bench.Peers;
using Piwa.Bench.Roofline;
using Piwa.Bench.Soak;
#if !DEVICE_RUN
using Piwa.Bench.Economy;
using Piwa.Bench.Registry;
#endif

var root = new RootCommand("Measures Piwa against peers and ceilings, in the same run.")
{
    Blake3Command.Create(),
    MeshesCommand.Create(),
    GoldenCommand.Create(),
    AccuracyCommand.Create(),
    LabelsCommand.Create(),
#if !DEVICE_RUN
    MicroCommand.Create(),
    RegistryCommand.Create(),
    RegistryFeedCommand.Create(),
    EconomyFeedCommand.Create(),
    EconomyOpenCommand.Create(),
    EpochCountCommand.Create(),
#endif
    ChainCommand.Create(),
    PeersCommand.Create(),
    EndToEndCommand.Create(),
    CompareCommand.Create(),
    DeviceCommand.Create(),
    RooflineCommand.Create(),
    PipelineCommand.Create(),
    SoakCommand.Create(),
    FleetSimulationCommand.Create(),
    ManifestCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or IOException or InvalidDataException)
{
    // What the user can do something about: a program that is not there, a file that is no report.
    Console.Error.WriteLine(fault.Message);
    return 1;
}
