using System.Text.Json;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>What the serializer does not check of answers: that values and lists hold no nulls where none belong, that times are such.</summary>
internal static class WireCheck
{
    /// <summary>Checks an answer.</summary>
    /// <exception cref="JsonException">Something is null that may not be, or no time.</exception>
    public static void Check<T>(T? answer)
    {
        object? value = answer;
        switch (answer)
        {
            case null when typeof(T) != typeof(WireTransaction):
                throw new JsonException("It is null.");
            case IWithContext context:
                value = context.Boxed;
                if (value is null && !context.MayBeNull)
                    throw new JsonException("Its value is null.");
                break;
        }

        bool isSound = value switch
        {
            IReadOnlyList<WireKeyedAccount?> accounts => !accounts.Contains(null),
            IReadOnlyList<WireSignatureInfo?> signatures => signatures.All(info => info is not null && IsTime(info.BlockTime)),
            WireTransaction transaction => IsTime(transaction.BlockTime) && IsSound(transaction.Meta),
            _ => true,
        };
        if (!isSound)
            throw new JsonException("A part of it is null, or a time is none.");
    }

    private static bool IsSound(WireMeta? meta) => meta?.InnerInstructions is not { } groups
        || groups.All(group => group is not null && group.Instructions.All(call => call is not null));

    private static bool IsTime(long? seconds) =>
        seconds is null || (seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds());
}
