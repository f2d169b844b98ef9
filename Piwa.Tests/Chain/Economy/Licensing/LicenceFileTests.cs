using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Tests.House;

namespace Piwa.Tests.Chain.Economy.Licensing;

public sealed class LicenceFileTests
{
    private static readonly Keypair Market = TestKeys.Pair("market");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Licence Draft { get; } = new()
    {
        Number = 12,
        Id = PublicKey.Parse("7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2"),
        Buyer = PublicKey.Parse("4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T"),
        Market = Market.PublicKey,
        Mint = PublicKey.Parse("rndrizKT3MK1iimdxRdWabcF7Zg7AR5T4nud4EkHBof"),
        Paid = Amount.Parse("12.5"),
        Purpose = LicencePurpose.Research,
        Begins = 1764212580123,
        Ends = 1764298980123,
        Ranges = [new LicensedRange("small", new string('a', 64), new string('b', 64), 8, 15, 8, 1, 1000)],
    };

    [Fact]
    public async Task SignedLicenceHoldsAndReadsBackToTheSameBytes()
    {
        Licence licence = await LicenceFile.SignAsync(Draft, Market, Token);
        byte[] file = LicenceFile.Write(licence);
        Licence read = LicenceFile.Read(file);
        Assert.Equal((null, LicenceFile.UriOf(licence)), (LicenceFile.FindFault(read), LicenceFile.UriOf(read)));
        Assert.NotNull(LicenceFile.FindFault(Draft));
        Assert.True(OffchainMessage.Encode(LicenceFile.TextOf(read)).Length < 1212);
    }

    [Fact]
    public async Task NoByteOfAFileCanBeAnother()
    {
        byte[] file = LicenceFile.Write(await LicenceFile.SignAsync(Draft, Market, Token));
        for (int i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= (byte)(1 << (i % 7));
            string? fault;
            try
            {
                fault = LicenceFile.FindFault(LicenceFile.Read(changed));
            }
            catch (FormatException error)
            {
                fault = error.Message;
            }

            Assert.NotNull(fault);
        }

        Assert.Throws<FormatException>(() => LicenceFile.Read(file.AsSpan(..^1)));
        Assert.Throws<FormatException>(() => LicenceFile.Read([.. file, (byte)' ']));
    }

    [Fact]
    public async Task WhatCanBeNoLicenceIsNotSigned()
    {
        foreach (Licence wrong in (Licence[])
            [
                Draft with { Ends = Draft.Begins },
                Draft with { Number = -1 },
                Draft with { Paid = new Amount(-1) },
                Draft with { Purpose = (LicencePurpose)7 },
                Draft with { Ranges = [] },
                Draft with { Ranges = [Draft.Ranges[0] with { LastAsset = 7 }] },
                Draft with { Ranges = [Draft.Ranges[0] with { Root = "B" }] },
                Draft with { Ranges = [Draft.Ranges[0] with { Dataset = "a\nb" }] },
                Draft with { Market = TestKeys.Key(1) },
            ])
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await LicenceFile.SignAsync(wrong, Market, Token));
        }
    }

    /// <summary>The document shows a text of this form: the same lines, of the same names.</summary>
    [Fact]
    public void TextIsTheOneThatTheDocumentShows()
    {
        string shown = Document.Block("docs/market.md", "text").TrimEnd('\n');
        string own = LicenceFile.TextOf(Draft with { Market = PublicKey.Parse("9B5XszUGdMaxCZ7uSQhPzdks5ZQSmWxrmzCSvtJ6Ns6g") });
        Assert.Equal(shown.Split('\n')[..^1], own.Split('\n')[..^1]);
        Assert.Matches("^data [0-9a-f]{64}$", shown.Split('\n')[^1]);
        Assert.Matches("^data [0-9a-f]{64}$", own.Split('\n')[^1]);
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(shown), System.Text.Encoding.UTF8.GetByteCount(own));
    }

    [Theory]
    [InlineData(1000, 1, LicencePurpose.Commercial, "1")] // 0.001, and the least price.
    [InlineData(1_000_000, 1, LicencePurpose.Commercial, "1")]
    [InlineData(1_000_000, 30, LicencePurpose.Commercial, "30")]
    [InlineData(1_000_000, 30, LicencePurpose.Research, "15")]
    [InlineData(1_000_000, 30, LicencePurpose.Evaluation, "3")]
    [InlineData(1_234_567, 7, LicencePurpose.Commercial, "8.641969")]
    [InlineData(1_234_567, 7, LicencePurpose.Research, "4.3209845")]
    [InlineData(1_000_000_001, 3650, LicencePurpose.Commercial, "3650000.00365")]
    public void PriceIsAssetsByDaysByPrice(long assets, int days, LicencePurpose purpose, string expected) =>
        Assert.Equal(expected, LicencePricing.PriceOf(EconomyParameters.Default, assets, TimeSpan.FromDays(days), purpose).ToString());

    [Fact]
    public void PriceIsRoundedUpAndNeverWraps()
    {
        EconomyParameters dear = EconomyParameters.Default.With("licence.price", 1).With("licence.least", 1);
        Assert.Equal(new Amount(1), LicencePricing.PriceOf(dear, 1, TimeSpan.FromHours(1), LicencePurpose.Evaluation));
        Assert.Equal(new Amount(2), LicencePricing.PriceOf(dear, 1001, TimeSpan.FromDays(1), LicencePurpose.Commercial));
        EconomyParameters most = EconomyParameters.Default.With("licence.price", 1_000_000_000 * Amount.UnitsPerRender);
        Assert.Throws<ArgumentException>(() => LicencePricing.PriceOf(most, long.MaxValue, LicencePricing.LongestTerm, LicencePurpose.Commercial));
        Assert.Throws<ArgumentException>(() => LicencePricing.PriceOf(dear, 1, TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1), LicencePurpose.Commercial));
        Assert.Throws<ArgumentException>(() => LicencePricing.PriceOf(dear, 1, TimeSpan.FromMilliseconds(3_600_001), LicencePurpose.Commercial));
        Assert.Throws<ArgumentOutOfRangeException>(() => LicencePricing.PriceOf(dear, 0, TimeSpan.FromDays(1), LicencePurpose.Commercial));
    }
}
