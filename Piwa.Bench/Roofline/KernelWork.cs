namespace Piwa.Bench.Roofline;

/// <summary>What a kernel has to do for some assets, all its launches together.</summary>
internal sealed class KernelWork
{
    /// <summary>Threads that have something to do. A launch has as many for each asset as its largest one needs, so there are more.</summary>
    public double Threads { get; set; }

    /// <summary>How often the loops of all threads turn, where operations are not counted: static instructions times this is the estimate.</summary>
    public double Turns { get; set; }

    /// <summary>Turns of a single thread that needs each before the next; 0 where threads are many and short.</summary>
    public double Serial { get; set; }

    /// <summary>Operations, counted by running the kernel's body; none where that is not done.</summary>
    public OperationCount Counted { get; set; }

    /// <summary>Instructions by what the algorithm asks for; 0 where they are counted, or estimated by turns.</summary>
    public double Formula { get; set; }

    /// <summary>Bytes of the arrays that it reads or writes, each once: caches are taken to be perfect.</summary>
    public double Bytes { get; set; }
}
