using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Commands;

/// <summary>Options that describe what is made, for all commands that make something.</summary>
internal sealed class CampaignOptions
{
    private readonly Option<string> _preset = new("--preset")
    {
        Description = $"Distribution of recipes: {string.Join(", ", Preset.All.Select(preset => preset.Name))}.",
        DefaultValueFactory = _ => Preset.Piwa.Name,
    };

    private readonly Option<string> _rig = new("--rig")
    {
        Description = $"Cameras: {string.Join(", ", CameraRig.All.Select(rig => $"{rig.Name} ({rig.ViewCount} views)"))}; or a file of your own cameras, rig.json.",
        DefaultValueFactory = _ => CameraRig.Objaverse12.Name,
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Seed of all randomness.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _resolution = new("--resolution")
    {
        Description = "Pixels along a side of a view: a multiple of 16 from 64 to 1024.",
        DefaultValueFactory = _ => 256,
    };

    private readonly Option<int> _triangles = new("--triangles")
    {
        Description = $"Triangles aimed at: {MeshOptions.MinTargetTriangles} to {MeshOptions.MaxTargetTriangles}.",
        DefaultValueFactory = _ => MeshOptions.DefaultTargetTriangles,
    };

    private readonly Option<string> _channels = new("--channels")
    {
        Description = $"Channels of a view, separated by commas: all, {ImageChannel.Format(AllChannels)}.",
        DefaultValueFactory = _ => ImageChannel.Format(new Campaign().Channels),
    };

    private readonly Option<DepthKind> _depth = new("--depth")
    {
        Description = "What depths are: along the optical axis (z), or along the pixel's ray (ray).",
        DefaultValueFactory = _ => DepthKind.Z,
    };

    private readonly Option<NormalSpace> _normals = new("--normals")
    {
        Description = "The frame of the views' normals: world, or camera (x right, y down, z forward).",
        DefaultValueFactory = _ => NormalSpace.World,
    };

    private readonly Option<ImageFormat> _images = new("--images")
    {
        Description = "How shards hold images: zstd (smallest), lz4 (fastest; a device can pack it) or png (for viewers).",
        DefaultValueFactory = _ => new Campaign().ImageFormat,
    };

    private readonly Option<bool> _labels = new("--labels")
    {
        Description = "Labels of the shape: surface and sharp samples, signed distances, boxes of parts, the program.",
    };

    private readonly Option<string> _twins = new("--twins")
    {
        Description = "Counterfactual twins after each asset, separated by commas: material:N, light:N, part:N.",
        DefaultValueFactory = _ => "",
    };

    public CampaignOptions()
    {
        _preset.CompletionSources.Add([.. Preset.All.Select(preset => preset.Name)]);
        _rig.CompletionSources.Add([.. CameraRig.All.Select(rig => rig.Name)]);
        _channels.CompletionSources.Add(["all", .. ImageChannel.All.Select(channel => channel.Name)]);
    }

    private static ViewChannels AllChannels => ImageChannel.All.Aggregate(ViewChannels.None, (set, channel) => set | channel.Channel);

    public void AddTo(Command command)
    {
        command.Add(_preset);
        AddViewsTo(command);
        command.Add(_labels);
        command.Add(_twins);
        command.Add(_triangles);
    }

    /// <summary>Adds what is said of views and images alone: for assets that are not sampled.</summary>
    public void AddViewsTo(Command command)
    {
        command.Add(_rig);
        command.Add(_seed);
        command.Add(_resolution);
        command.Add(_channels);
        command.Add(_depth);
        command.Add(_normals);
        command.Add(_images);
    }

    /// <summary>The campaign that a command line asks for.</summary>
    /// <exception cref="ArgumentException">It cannot be made; the message names all that is wrong.</exception>
    public Campaign Read(ParseResult parsed, int shardAssets = Campaign.DefaultShardAssets)
    {
        List<string> faults = [];
        Campaign campaign = Read(parsed, shardAssets, faults);
        Faults.Throw(faults);
        campaign.Validate();
        return campaign;
    }

    /// <summary>The campaign that a command line asks for, not validated yet.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="shardAssets">Assets in a shard.</param>
    /// <param name="faults">What cannot be read is added here; a default stands in its place.</param>
    public Campaign Read(ParseResult parsed, int shardAssets, List<string> faults)
    {
        Campaign campaign = ReadViews(parsed, parsed.GetRequiredValue(_preset), shardAssets, faults) with
        {
            HasLabels = parsed.GetValue(_labels),
            Twins = parsed.GetRequiredValue(_twins),
            TargetTriangles = parsed.GetRequiredValue(_triangles),
        };
        if (campaign.IsOfUploads)
            faults.Add($"--preset {Campaign.Uploads} is what 'piwa upload' makes; it is not sampled.");
        return campaign;
    }

    /// <summary>The campaign of uploads that a command line asks for.</summary>
    /// <exception cref="ArgumentException">It cannot be made; the message names all that is wrong.</exception>
    public Campaign ReadUploads(ParseResult parsed)
    {
        List<string> faults = [];
        Campaign campaign = ReadViews(parsed, Campaign.Uploads, Campaign.DefaultShardAssets, faults);
        Faults.Throw(faults);
        campaign.Validate();
        return campaign;
    }

    private Campaign ReadViews(ParseResult parsed, string preset, int shardAssets, List<string> faults)
    {
        CameraRig rig = Faults.Gather(() => FindRig(parsed.GetRequiredValue(_rig)), CameraRig.Objaverse12, faults);
        return new Campaign
        {
            ShardAssets = shardAssets,
            Preset = preset,
            Rig = rig.Name,
            CustomRig = rig.IsCustom ? rig.ToJson() : "",
            Seed = parsed.GetRequiredValue(_seed),
            ImageResolution = parsed.GetRequiredValue(_resolution),
            Channels = Faults.Gather(() => ImageChannel.Parse(parsed.GetRequiredValue(_channels)), new Campaign().Channels, faults),
            DepthKind = parsed.GetRequiredValue(_depth),
            NormalSpace = parsed.GetRequiredValue(_normals),
            ImageFormat = parsed.GetRequiredValue(_images),
        };
    }

    /// <summary>A published rig by its name, or one in a file.</summary>
    private static CameraRig FindRig(string name)
    {
        if (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return CameraRig.Find(name);
        try
        {
            return CameraRig.Parse(SmallFile.ReadText(name, RecipeJson.MaxLength));
        }
        catch (RecipeFormatException fault)
        {
            throw new ArgumentException($"{name}: {fault.Message}", fault);
        }
    }
}
