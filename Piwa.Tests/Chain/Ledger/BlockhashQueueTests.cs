using CsCheck;
using Piwa.Chain.Ledger;

namespace Piwa.Tests.Chain.Ledger;

public sealed class BlockhashQueueTests
{
    [Fact]
    public void ExactlyTheLatest151SlotsAreValidHoweverSlotsPass() =>
        Gen.ULong[0, 400].Array[1, 10].Sample(steps =>
        {
            BlockhashQueue queue = new(TestKeys.Leaf(1));
            ulong slot = 0;
            foreach (ulong step in steps)
            {
                slot += step;
                for (ulong asked = slot > 200 ? slot - 200 : 0; asked <= slot + 2; asked++)
                {
                    bool expected = asked <= slot && asked + 150 >= slot;
                    if (queue.IsValid(queue.HashOf(asked), slot) != expected)
                        return false;
                }
            }

            return true;
        }, iter: 100);
}
