using System.Diagnostics;

namespace BlazorChat.Bench.Host;

/// <summary>What the host takes at one moment.</summary>
/// <param name="Heap">Live bytes, if a full collection was asked for; otherwise with garbage.</param>
/// <param name="Rss">Resident bytes of the process.</param>
/// <param name="CpuUs">CPU of all threads since the start, in microseconds.</param>
/// <param name="Threads">Of the process.</param>
internal sealed record Memory(long Heap, long Rss, double CpuUs, int Threads)
{
    public static Memory Read(bool collect)
    {
        if (collect)
        {
            for (var round = 0; round < 2; round++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
        }
        using var process = Process.GetCurrentProcess();
        return new Memory(GC.GetTotalMemory(forceFullCollection: false), process.WorkingSet64, process.TotalProcessorTime.TotalMicroseconds, process.Threads.Count);
    }
}
