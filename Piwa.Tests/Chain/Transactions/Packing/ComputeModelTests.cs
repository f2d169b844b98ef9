using System.Globalization;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;

namespace Piwa.Tests.Chain.Transactions.Packing;

public sealed class ComputeModelTests
{
    [Fact]
    public void StartsWithTheMeasuresOfElsewhereAndATenth()
    {
        ComputeModel model = ComputeModel.ForMints();
        Assert.Equal(80_000, model.Expect(1), 3);
        Assert.Equal(80_000 + (5 * 66_000), model.Expect(6), 3);
        Assert.Equal(451_000u, model.LimitFor(6));
        Assert.Equal(451_000u + 3_300, model.LimitFor(6, knownUnits: 3_000));
    }

    [Fact]
    public void OneObservationScalesAllCounts()
    {
        ComputeModel model = ComputeModel.ForMints();
        model.Observe(Packed(6), 205_000);
        Assert.Equal(205_000, model.Expect(6), 1);
        Assert.Equal(40_000, model.Expect(1), 1);
        Assert.InRange(model.LimitFor(6), 225_500u, 225_502u);
    }

    [Fact]
    public void FirstAndFurtherAreToldApartOnceBothCountsWereSeen()
    {
        ComputeModel model = ComputeModel.ForMints();
        for (int i = 0; i < 60; i++)
        {
            int count = (i % 6) + 1;
            model.Observe(Packed(count), 30_000 + (ulong)(50_000 * (count - 1)));
        }

        Assert.InRange(model.Expect(1), 28_000, 34_000);
        Assert.InRange(model.Expect(6) - model.Expect(5), 48_000, 51_000);
        Assert.InRange(model.LimitFor(6) / 280_000.0, 1.05, 1.25);
    }

    [Fact]
    public void KnownUnitsAreTakenOutOfWhatIsLearned()
    {
        // The same but for luck of the search, which is known.
        ComputeModel model = ComputeModel.ForMints();
        Random random = new(5);
        for (int i = 0; i < 50; i++)
        {
            uint known = (uint)random.Next(40) * 1_500;
            model.Observe(Packed(4, known), 200_000 + known);
        }

        Assert.Equal(200_000, model.Expect(4), 0);
        Assert.Equal(220_000.0, model.LimitFor(4), 2.0);
        Assert.Equal(286_000.0, model.LimitFor(4, knownUnits: 60_000), 2.0);
    }

    [Fact]
    public void MarginGrowsWithTheDeviation()
    {
        ComputeModel model = ComputeModel.ForMints();
        Random random = new(5);
        int died = 0;
        for (int i = 0; i < 400; i++)
        {
            ulong used = (ulong)(200_000 + random.Next(-40_000, 40_001));
            died += used > model.LimitFor(4) && i > 20 ? 1 : 0;
            model.Observe(Packed(4), used);
        }

        Assert.Equal(0, died);
        Assert.InRange(model.LimitFor(4), 240_000u, 330_000u);
    }

    [Fact]
    public void DeadTransactionDoublesTheLimitAndSuccessShrinksItBack()
    {
        ComputeModel model = ComputeModel.ForMints();
        for (int i = 0; i < 20; i++)
            model.Observe(Packed(2), 100_000);
        uint usual = model.LimitFor(2);
        Assert.True(model.ObserveExhausted(Packed(2, limit: usual)));
        Assert.InRange(model.LimitFor(2), 1.8 * usual, 2.1 * usual);
        model.Observe(Packed(2), 100_000);
        Assert.InRange(model.LimitFor(2), 1.3 * usual, 1.6 * usual);
        for (int i = 0; i < 20; i++)
            model.Observe(Packed(2), 100_000);
        Assert.InRange(model.LimitFor(2), usual, 1.02 * usual);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void LaneThatIsFarDearerIsFoundWithFewDeaths(int times)
    {
        ComputeModel model = new(firstUnits: 20_000, furtherUnits: 10_000);
        ulong Used(int count) => (ulong)(times * (20_000 + (10_000 * (count - 1))));
        int died = 0;
        for (int i = 0; i < 50; i++)
        {
            int count = 6;
            while (count > 1 && !model.Fits(count, 0))
                count--;
            PackedTransaction packed = Packed(count, limit: model.LimitFor(count));
            if (Used(count) > packed.ComputeUnitLimit)
            {
                died++;
                Assert.True(model.ObserveExhausted(packed));
            }
            else
            {
                model.Observe(packed, Used(count));
            }
        }

        Assert.InRange(died, 1, 5);
        Assert.InRange(model.LimitFor(6) / (double)Used(6), 1.05, 1.3);
    }

    [Fact]
    public void LimitThatExceedsATransactionMakesItSmaller()
    {
        ComputeModel model = ComputeModel.ForMints();
        Assert.True(model.Fits(6, 0));
        model.ObserveExhausted(Packed(6, limit: model.LimitFor(6)));
        model.ObserveExhausted(Packed(6, limit: model.LimitFor(6)));
        Assert.False(model.Fits(6, 0));
        Assert.True(model.Fits(2, 0));
    }

    [Theory]
    [InlineData(1, 1_399_999u, true)]
    [InlineData(1, 1_400_000u, false)]
    [InlineData(2, 1_400_000u, true)]
    public void OneInstructionThatHadAllThereIsIsNotTriedAgain(int count, uint limit, bool isWorthIt) =>
        Assert.Equal(isWorthIt, ComputeModel.ForMints().ObserveExhausted(Packed(count, limit: limit)));

    [Fact]
    public void LimitIsNeverMoreThanATransactionCanHave()
    {
        ComputeModel model = ComputeModel.ForMints();
        for (int i = 0; i < 30; i++)
            model.ObserveExhausted(Packed(1, limit: model.LimitFor(1)));
        Assert.Equal(ComputeBudgetInstructions.MaximumComputeUnits, model.LimitFor(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.LimitFor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComputeModel(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComputeModel(1, 1_400_001));
    }

    // 1,500 units a try, from bump 255 down.
    [Theory]
    [InlineData(255, 1_500u)]
    [InlineData(254, 3_000u)]
    [InlineData(0, 384_000u)]
    public void SearchIsPaidByTheTry(byte bump, uint units) => Assert.Equal(units, InstructionCosts.AddressSearchUnits(bump));

    [Fact]
    public void MintPaysForItsTreesAuthorityAndItsAssetsId()
    {
        foreach (JsonNode vector in SolanaVectors.Nodes("pdas"))
        {
            foreach (JsonNode? asset in vector["assets"]!.AsArray())
            {
                int tries = 256 - vector.Number("bump") + 256 - asset!.Number("bump");
                ulong nonce = ulong.Parse(asset!["nonce"]!.ToString(), CultureInfo.InvariantCulture);
                Assert.Equal((uint)(1_500 * tries), InstructionCosts.MintSearchUnits(PublicKey.Parse(vector.Text("tree")), nonce));
            }
        }
    }

    private static PackedTransaction Packed(int count, uint known = 0, uint limit = 1_000_000) => new(tables: null)
    {
        FeePayer = default(PublicKey),
        Instructions = [],
        ItemCount = count,
        Bytes = 0,
        TraceLength = 0,
        ComputeUnitLimit = limit,
        KnownUnits = known,
        ClosedBy = PackLimit.None,
    };
}
