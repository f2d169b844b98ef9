using System.Globalization;

namespace Piwa.Tests.Fuzzing;

/// <summary>
/// No input makes a parser do anything but read it or refuse it as documented, within bounded memory. Here: each input that is kept, and a
/// number of mutations, the same in each run.
/// </summary>
/// <remarks>
/// A failure prints target and seed, and leaves the input in TestResults/fuzzing: put it into Fuzzing/Corpus/(target) when it is fixed.
/// Long runs: <c>PIWA_FUZZ_SECONDS=600 eng/fuzz [target ...]</c>.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string SecondsVariable = "PIWA_FUZZ_SECONDS", TargetsVariable = "PIWA_FUZZ_TARGETS", SeedVariable = "PIWA_FUZZ_SEED";

    /// <summary>Inputs of a target that a long run adds to the corpus; what else it reached is told and left.</summary>
    private const int MostKept = 12, MostKeptBytes = 1 << 10;

    /// <summary>An input that takes longer is worth a look; a busy machine may be the reason.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void KeptInputsAndMutationsOfThemAreReadOrRefused(string name)
    {
        using FuzzTargets targets = new();
        FuzzTarget target = targets[name];
        List<byte[]> corpus = FuzzCorpus.Read(target);
        Assert.NotEmpty(corpus);
        int taken = 0;
        foreach (byte[] input in corpus)
            taken += Run(target, input, "of the corpus") ? 1 : 0;
        Assert.True(taken > 0, "No input of the corpus is taken: it tests nothing.");
        int seed = Number(SeedVariable, 1);
        var mutator = new Mutator(new Random(seed));
        for (int i = 0; i < target.Mutations; i++)
            Run(target, mutator.Next(target, corpus), $"mutation {i} of seed {seed}");
    }

    /// <summary>Every end that a cut can leave, of one input of each target.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void EveryBeginningIsReadOrRefused(string name)
    {
        const int Most = 400;
        using FuzzTargets targets = new();
        FuzzTarget target = targets[name];
        byte[] whole = FuzzCorpus.Read(target)[0];
        int step = 1 + (whole.Length / (target.Mutations < Most ? target.Mutations : Most));
        for (int length = 0; length < whole.Length; length += step)
            Run(target, whole[..length], $"the first {length} bytes of an input");
    }

    [Fact(Explicit = true)]
    public void LongRun()
    {
        int seconds = Number(SecondsVariable, 60), seed = Number(SeedVariable, Environment.TickCount);
        string[] wanted = Environment.GetEnvironmentVariable(TargetsVariable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        FuzzCoverage coverage = FuzzCoverage.Open();
        using FuzzTargets targets = new();
        List<FuzzTarget> chosen = [.. targets.All.Where(target => wanted.Length == 0 || wanted.Contains(target.Name))];
        Console.WriteLine($"{chosen.Count} targets, {seconds} s, seed {seed}, {(coverage.IsOn ? "guided by coverage" : "not guided: the libraries are not instrumented")}.");
        List<string> failures = [];
        foreach (FuzzTarget target in chosen)
        {
            coverage.Forget();
            FuzzSession session = new(target, coverage, seed);
            session.Run(TimeSpan.FromSeconds((double)seconds / chosen.Count), TestContext.Current.CancellationToken);
            Console.WriteLine(session);
            if (session.Longest > Slow)
                Console.WriteLine($"    It took long: {FuzzCorpus.KeepFailure(target, session.Slowest)}");
            foreach ((string key, string failure) in session.Failures)
            {
                failures.Add($"{target.Name}: {failure}");
                Console.WriteLine($"    {failure}\n        {key}");
            }

            IEnumerable<byte[]> kept = session.Found
                .Where(found => found.Input.Length <= MostKeptBytes)
                .OrderByDescending(found => found.Gain)
                .Select(found => found.Input);
            foreach (byte[] input in kept.Take(MostKept))
                FuzzCorpus.Keep(target, FuzzCorpus.FoundPrefix, input);
        }

        Assert.Empty(failures);
    }

    /// <summary>Writes what Piwa makes to the corpus, for targets that have none.</summary>
    [Fact(Explicit = true)]
    public async Task SeedsAreWritten()
    {
        using FuzzTargets targets = new();
        ILookup<string, byte[]> seeds = await FuzzSeeds.MakeAsync();
        Assert.Empty(seeds.Select(each => each.Key).Except(FuzzTargets.Names));
        Assert.Empty(FuzzTargets.Names.Except(seeds.Select(each => each.Key)));
        foreach (FuzzTarget target in targets.All.Where(target => FuzzCorpus.Read(target).Count == 0))
        {
            foreach (byte[] seed in seeds[target.Name])
                output.WriteLine(FuzzCorpus.Keep(target, FuzzCorpus.SeedPrefix, seed));
        }
    }

    private static bool Run(FuzzTarget target, byte[] input, string what)
    {
        try
        {
            return FuzzInput.Run(target, input);
        }
        catch (FuzzException failure)
        {
            throw new FuzzException($"{target.Name}, {what}: {failure.Message} The input: {FuzzCorpus.KeepFailure(target, input)}", failure);
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
