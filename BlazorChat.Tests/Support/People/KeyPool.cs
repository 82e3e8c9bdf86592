namespace BlazorChat.Tests.Support.People;

/// <summary>The RSA-3072 keys of one installation's people: unique within it, and used again by the next one.</summary>
internal sealed class KeyPool
{
    private int next = -1;

    public TestKey Next() => new(RsaPool.At(Interlocked.Increment(ref next)));
}
