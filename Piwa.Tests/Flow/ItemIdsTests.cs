using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class ItemIdsTests
{
    [Fact]
    public void OneIdIsOneId()
    {
        var ids = new ItemIds(7);
        Assert.Equal(1, ids.Count);
        Assert.Equal(7, ids.First);
        Assert.Equal([7L], ids.Ids.ToArray());
        Assert.Equal("7", ids.ToString());
    }

    [Fact]
    public void SeveralIdsAreCopiedInOrder()
    {
        var list = new List<long> { 3, 1, 2 };
        var ids = new ItemIds(list);
        list.Clear();
        Assert.Equal(3, ids.Count);
        Assert.Equal(3, ids.First);
        Assert.Equal([3L, 1L, 2L], ids.Ids.ToArray());
        Assert.Equal("3 and 2 more", ids.ToString());
    }

    [Fact]
    public void NoIdIsRefused() => Assert.Throws<ArgumentException>(() => new ItemIds([]));
}
