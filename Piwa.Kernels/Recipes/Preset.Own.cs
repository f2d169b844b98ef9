using System.Text.RegularExpressions;

namespace Piwa.Kernels.Recipes;

/// <content>Presets of one's own.</content>
public sealed partial class Preset
{
    /// <summary>Most presets that can be registered.</summary>
    public const int MaxRegistered = 256;

    private static readonly Lock RegisterLock = new();
    private static IReadOnlyList<Preset> Own = [];

    /// <summary>The presets that were registered in this process, in that order.</summary>
    public static IReadOnlyList<Preset> Registered => Volatile.Read(ref Own);

    /// <summary>Makes a preset of one's own. What it makes is parts; cameras and light are sampled as for all presets.</summary>
    /// <remarks>
    /// The function is asked on several threads, for any asset, in any order and more than once: the same arguments have to give the same
    /// parts, bit by bit, on every machine. <see cref="RandomStream"/> draws numbers that do. Where the parts are none of a recipe, the asset
    /// becomes a dead letter that says why; what the function throws ends the run.
    /// </remarks>
    /// <param name="name">
    /// Its name, which data sets remember: a dot within, so that none of Piwa's can come to have it, and 3 to 32 of <c>a-z 0-9 . -</c>. Another
    /// version of the function needs another name: <c>acme.gears-2</c>.
    /// </param>
    /// <param name="description">One line on what it makes.</param>
    /// <param name="sampleParts">From campaign seed and index to the parts; 1 to <see cref="Recipe.MaxPartCount"/>.</param>
    /// <param name="keepsMaterials">
    /// Whether the parts' materials stay as they are; else they are sampled as for Piwa's presets, which the twins of
    /// <see cref="TwinKind.Material"/> are in any case.
    /// </param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public static Preset Create(
        string name, string description, Func<ulong, ulong, IReadOnlyList<Part>> sampleParts, bool keepsMaterials = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(sampleParts);
        return OwnName().IsMatch(name)
            ? new Preset(name, description, (seed, index) => [.. sampleParts(seed, index)], isOwn: true, keepsMaterials)
            : throw new ArgumentException(
                $"'{name}' cannot name a preset of one's own: 3 to 32 of a-z, 0-9, '-' and '.', with a dot within, such as 'acme.gears-1'.", nameof(name));
    }

    /// <summary>
    /// Makes a preset known in this process by its name, so that campaigns can ask for it, and data sets that were made of it can be verified,
    /// repaired and continued. To be done before they are opened. The same object may be registered again.
    /// </summary>
    /// <exception cref="ArgumentException">Another preset has that name.</exception>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxRegistered"/> already.</exception>
    public static void Register(Preset preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        lock (RegisterLock)
        {
            if (All.Concat(Own).FirstOrDefault(known => known.Name == preset.Name) is { } known)
            {
                if (known != preset)
                    throw new ArgumentException($"There is another preset '{preset.Name}' already.", nameof(preset));
                return;
            }

            if (Own.Count == MaxRegistered)
                throw new InvalidOperationException($"There are {MaxRegistered} registered presets, which is the most.");
            Volatile.Write(ref Own, [.. Own, preset]);
        }
    }

    [GeneratedRegex(@"^(?=.{3,32}\z)[a-z0-9-]+(\.[a-z0-9-]+)+\z")]
    private static partial Regex OwnName();
}
