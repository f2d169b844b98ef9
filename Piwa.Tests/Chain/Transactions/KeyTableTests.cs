using CsCheck;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class KeyTableTests
{
    // Few keys, so that they come again; steps add one, take the last out, or clear. Against a list.
    [Fact]
    public void NumbersAreThoseOfAList() =>
        Gen.Int[0, 200].Array[0, 600].Sample(steps =>
        {
            KeyTable table = new();
            List<PublicKey> list = [];
            foreach (int step in steps)
            {
                if (step == 0)
                {
                    table.Clear();
                    list.Clear();
                }
                else if (step < 20 && list.Count != 0)
                {
                    table.RemoveLast();
                    list.RemoveAt(list.Count - 1);
                }
                else
                {
                    PublicKey key = TestKeys.Key(step);
                    int expected = list.IndexOf(key);
                    if (expected < 0)
                    {
                        expected = list.Count;
                        list.Add(key);
                    }

                    if (table.Add(in key) != expected)
                        return false;
                }

                if (!table.Keys.SequenceEqual(list.ToArray()))
                    return false;
            }

            return true;
        }, iter: 300);

    // All in one place at first: the sum of the words that spread them is the same.
    [Fact]
    public void KeysThatCollideAreFound()
    {
        KeyTable table = new();
        PublicKey[] keys = [.. Enumerable.Range(0, 100).Select(i => new PublicKey([.. new byte[8], (byte)i, .. new byte[23]]))];
        for (int i = 0; i < keys.Length; i++)
            Assert.Equal(i, table.Add(in keys[i]));
        for (int i = 0; i < keys.Length; i++)
            Assert.Equal(i, table.Add(in keys[i]));
    }
}
