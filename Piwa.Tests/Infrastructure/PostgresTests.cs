namespace Piwa.Tests.Infrastructure;

/// <summary>Tests that share a PostgreSQL server; one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "postgres";
}
