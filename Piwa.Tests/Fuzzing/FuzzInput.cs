namespace Piwa.Tests.Fuzzing;

/// <summary>Runs one input through a target and checks the contract.</summary>
internal static class FuzzInput
{
    /// <summary>Runs an input.</summary>
    /// <param name="target">The target.</param>
    /// <param name="input">The input; not changed.</param>
    /// <param name="isAlone">Whether nothing else runs in this process, so that its allocations are this input's.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="FuzzException">The contract is broken.</exception>
    public static bool Run(FuzzTarget target, byte[] input, bool isAlone = false)
    {
        byte[] copy = [.. input];
        long before = Allocated(target, isAlone);
        bool isTaken = false;
        try
        {
            target.Parse(copy);
            isTaken = true;
        }
        catch (FuzzException)
        {
            throw;
        }
        catch (Exception refusal) when (target.Refusals.Contains(refusal.GetType()))
        {
            FuzzException.Unless(refusal.Message.Length > 0, "It is refused without a word.");
        }
        catch (Exception bug)
        {
            throw new FuzzException($"{bug.GetType().Name} instead of a refusal: {bug.Message}", bug);
        }

        long allocated = Allocated(target, isAlone) - before, most = target.FixedBytes + ((long)target.BytesOfByte * input.Length);
        if (allocated > most)
            throw new FuzzException($"{allocated} bytes were allocated for an input of {input.Length}; {most} may be.");
        return isTaken;
    }

    private static long Allocated(FuzzTarget target, bool isAlone) =>
        target.IsSynchronous ? GC.GetAllocatedBytesForCurrentThread()
        : isAlone ? GC.GetTotalAllocatedBytes(precise: true)
        : 0;
}
