using System.CommandLine;
using Piwa.Bench.Accuracy;
using Piwa.Bench.EndToEnd;
using Piwa.Bench.Micro;
using Piwa.Bench.Peers;

var root = new RootCommand("Measures Piwa against peers and ceilings, in the same run.")
{
    Blake3Command.Create(),
    MeshesCommand.Create(),
    GoldenCommand.Create(),
    AccuracyCommand.Create(),
    LabelsCommand.Create(),
    MicroCommand.Create(),
    PeersCommand.Create(),
    EndToEndCommand.Create(),
    CompareCommand.Create(),
    PipelineCommand.Create(),
};
return root.Parse(args).Invoke();
