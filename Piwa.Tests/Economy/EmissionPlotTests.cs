using Piwa.Chain.Economy;
using Piwa.Pipeline.Economy;
using Piwa.Tests.Host;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Economy;

public sealed class EmissionPlotTests
{
    [Fact]
    public async Task ThePictureInTheDocumentsIsWhatTheCommandDraws()
    {
        using TemporaryDirectory home = new();
        string text = (await new PiwaProcess(home.Path).RunAsync("emissions", "--plot", home["plot.svg"])).Exits(0).Output;
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "emissions.svg"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(home["plot.svg"], TestContext.Current.CancellationToken));
        Assert.Contains("576       5          71303.25       35651.625", text, StringComparison.Ordinal);
        Assert.Contains("(emissions.svg)", Document.Read("docs/economy.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12, 60)]
    [InlineData(144, 720)]
    [InlineData(1, 40)]
    public void WhatMonthsEmitIsWhatThePoolLoses(int period, int months)
    {
        IReadOnlyList<EmissionMonth> table = EmissionTable.Of(EmissionTable.ParametersOf(period), months);
        Assert.Equal(Amount.OfRender(1_140_852), table[0].Pool);
        for (int i = 1; i < table.Count; i++)
            Assert.Equal(table[i - 1].Pool - table[i - 1].Emitted, table[i].Pool);
        Assert.StartsWith("<svg", EmissionPlot.Draw(EmissionTable.ParametersOf(period), table), StringComparison.Ordinal);
    }
}
