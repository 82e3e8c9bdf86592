using System.Security.Cryptography;

namespace BlazorChat.Tests.Support.People;

/// <summary>
/// The RSA-3072 keys of one installation's people. Keys are unique within it and used again by the next one, so that a whole
/// test run makes only as many as its largest installation needs.
/// </summary>
internal sealed class KeyPool
{
    private static readonly Lock Gate = new();
    private static readonly List<RSAParameters> Made = [];
    private int next = -1;

    public TestKey Next()
    {
        var index = Interlocked.Increment(ref next);
        lock (Gate)
        {
            while (Made.Count <= index)
            {
                using var key = RsaPool.Next();
                Made.Add(key.ExportParameters(includePrivateParameters: true));
            }

            return new TestKey(RSA.Create(Made[index]));
        }
    }
}
