using System.Globalization;
using System.Text;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Writes a data card: Markdown behind metadata in YAML, as Hugging Face reads it.</summary>
internal static class CardText
{
    /// <summary>Tells a card that may be written anew from one that its owner has taken over.</summary>
    public const string Signature = "# Written by Piwa, and again after each run. Without this line the file stays as it is.";

    public const string NoLicense = "No license was chosen";

    /// <summary>Hugging Face's sizes: the most rows of each.</summary>
    private static readonly (long End, string Name)[] Sizes =
    [
        (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
        (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"), (10_000_000_000, "1B<n<10B"), (100_000_000_000, "10B<n<100B"),
        (1_000_000_000_000, "100B<n<1T"), (long.MaxValue, "n>1T"),
    ];

    /// <summary>The card.</summary>
    public static string Write(Dataset dataset, CardDetails details)
    {
        var facts = new CardFacts(dataset, details);
        var text = new StringBuilder();
        WriteMetadata(text, facts, details);
        text.Append(CultureInfo.InvariantCulture, $"""

            # {facts.Title}

            {facts.Summary} {facts.Origin}

            {License(details, facts)}

            ## How it was made

            {facts.Process}


            """);
        WriteFacts(text, facts, dataset);
        WriteReader(text, facts.Campaign);
        WriteColumns(text, facts);
        text.Append($"""

            ## How to verify it

            `manifest.jsonl` has the BLAKE3 hash of every shard and the root of its Merkle tree, `croissant.json` the SHA-256. With the
            program Piwa, `piwa verify .` checks all of them and the proof of each asset against the ledger, and makes
            random assets again from their recipes, which must give the same hashes.

            ## Uses and limits

            {CardFacts.Uses}

            {facts.Biases}


            """);
        foreach (string limit in facts.Limits)
            text.Append("* ").Append(limit).Append('\n');
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string License(CardDetails details, CardFacts facts) => details.License is { } license
        ? $"License: {license}."
        : facts.Campaign.IsOfUploads ? $"License: {NoLicense.ToLowerInvariant()} by the owner."
        : $"License: {NoLicense.ToLowerInvariant()} by the owner. No claim of others stands against one: see above.";

    private static void WriteMetadata(StringBuilder text, CardFacts facts, CardDetails details)
    {
        text.Append("---\n").Append(Signature).Append('\n');
        text.Append(details.License switch
        {
            null => "license: unknown\n",
            { } address when details.HasLicenseAddress => $"license: other\nlicense_name: see-link\nlicense_link: {address}\n",
            { } identifier => $"license: {identifier.ToLowerInvariant()}\n",
        });
        text.Append(CultureInfo.InvariantCulture, $"""
            pretty_name: {Quote(facts.Title)}
            task_categories:
            - text-to-3d
            - image-to-3d
            size_categories:
            - {Sizes.First(size => facts.Rows < size.End).Name}
            tags:
            - 3d
            - synthetic
            - procedural
            - multi-view
            configs:
            - config_name: default
              data_files:
              - split: train
                path: shards/*.parquet
            dataset_info:
              features:

            """);
        foreach (CardColumn column in facts.Columns)
            text.Append(CultureInfo.InvariantCulture, $"  - name: {column.Name}\n    {(column.IsList ? "list" : "dtype")}: {column.Feature}\n");
        text.Append(CultureInfo.InvariantCulture, $"""
              splits:
              - name: train
                num_bytes: {facts.Bytes}
                num_examples: {facts.Rows}
              download_size: {facts.Bytes}
              dataset_size: {facts.Bytes}
            ---

            """);
    }

    private static void WriteFacts(StringBuilder text, CardFacts facts, Dataset dataset)
    {
        Campaign campaign = facts.Campaign;
        text.Append("| | |\n|---|---|\n");
        Row("assets", $"{facts.Rows:N0} in {facts.Shards:N0} shards, {facts.Bytes:N0} bytes");
        Row("not made", $"{facts.Dead:N0}, see `dead-letters.jsonl`");
        Row("preset", $"`{campaign.Preset}`: {facts.Preset}");
        Row("cameras", $"{facts.Rig}; {campaign.ViewCount} views");
        Row("images", $"{campaign.ImageResolution} x {campaign.ImageResolution}: {ImageChannel.Format(campaign.Channels)}, as {campaign.ImageFormat.ToString().ToUpperInvariant()}");
        Row("depth", $"{facts.Depth}, 16 bits between `depth_range`, 0 is the background");
        Row("normals", $"in the frame of the {campaign.NormalSpace.ToString().ToLowerInvariant()}");
        Row("twins", $"{(campaign.Twins.Length > 0 ? $"each asset is followed by its twins {campaign.Twins}" : "none")}");
        Row("seed, generator", $"{campaign.Seed}, version {campaign.GeneratorVersion}");
        if (facts.Labels is { Labels: > 0 } labels)
        {
            Row("labels of people", $"{labels.Labels:N0} of {labels.Assets:N0} assets by {labels.Labellers:N0} wallets: quality {labels.MeanQuality:N2} of 5 in the mean ({string.Join(", ", labels.Qualities)} of 1 to 5), {labels.NsfwLabels:N0} say not safe for work; see `labels.parquet`");
            Row("their agreement", $"Krippendorff's alpha over {labels.RepeatedAssets:N0} assets with labels of two or more: quality {Alpha(labels.QualityAgreement)}, not safe for work {Alpha(labels.NsfwAgreement)}");
        }

        Row("made on", $"{string.Join("; ", dataset.Shards.Select(shard => shard.Device).Distinct())}");

        void Row(string name, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {FormattableString.Invariant(value)} |\n");
    }

    private static string Alpha(double? value) => value?.ToString("N3", CultureInfo.InvariantCulture) ?? "not known";

    private static void WriteReader(StringBuilder text, Campaign campaign)
    {
        text.Append("\n## How to read it\n\nWorld: right-handed, z up, the asset centred, its longest side 1. ")
            .Append("`world_to_camera` has OpenCV's axes, `camera_to_world` OpenGL's; 4 x 4, row-major, by view.\n\n");
        if (campaign.ImageFormat == ImageFormat.Png)
        {
            text.Append("""
                ```python
                from datasets import load_dataset
                row = next(iter(load_dataset("parquet", data_files="shards/*.parquet", split="train", streaming=True)))
                ```

                Meshes are LZ4 frames of planes:


                """);
        }

        foreach (string reader in FormatText.Readers(campaign.ImageFormat))
            text.Append("```python\n").Append(reader.Replace("dataset/shards/", "shards/", StringComparison.Ordinal)).Append("```\n\n");
    }

    private static void WriteColumns(StringBuilder text, CardFacts facts)
    {
        text.Append("## Columns\n\n| column | type | what it is |\n|---|---|---|\n");
        foreach (CardColumn column in facts.Columns)
            text.Append(CultureInfo.InvariantCulture, $"| `{column.Name}` | {(column.IsList ? "list of " : "")}{column.Feature} | {column.Description} |\n");
    }

    /// <summary>A string of YAML in double quotes.</summary>
    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
