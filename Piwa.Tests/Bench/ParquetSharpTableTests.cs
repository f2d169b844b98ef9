using System.Globalization;
using DuckDB.NET.Data;
using Piwa.Bench.Peers;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Bench;

public sealed class ParquetSharpTableTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    [Fact]
    public void ThePeerWritesTheRowsThatWeWrote()
    {
        using var directory = new TemporaryDirectory();
        string ours = Directory.GetFiles(dataset.Directory, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        string theirs = directory["peer.parquet"];
        using (var table = new ParquetSharpTable(ours))
            table.Write(theirs);

        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Assert.Equal(8, Count(connection, $"FROM '{theirs}'"));
        Assert.Equal(8, Count(connection, $"FROM (FROM '{ours}' INTERSECT FROM '{theirs}')"));
    }

    private static long Count(DuckDBConnection connection, string from)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) {from}";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
