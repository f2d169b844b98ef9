using System.Text.Json;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>Tells of slots.</summary>
internal sealed class SlotSubscription(int maximumUnread)
    : QueueSubscription<SlotNotification>("slotSubscribe", "slotUnsubscribe", () => [], maximumUnread)
{
    public override void Accept(JsonElement told)
    {
        WireSlot slot = told.Deserialize(RpcJson.Default.WireSlot)!;
        Add(new SlotNotification(slot.Slot, slot.Parent, slot.Root));
    }

    public override Task CatchUpAsync(CancellationToken cancellationToken)
    {
        MarkReady();
        return Task.CompletedTask;
    }
}
