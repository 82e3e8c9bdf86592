using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace BlazorChat.Pki.Keys;

/// <summary>
/// A private key of the authority, for many callers at once: an <see cref="RSA"/> object promises nothing to two threads,
/// so each caller borrows one of its own.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ConcurrentBag<RSA> _idle = [];
    private readonly RSAParameters _parameters;

    public SigningKey(RSA key)
    {
        _parameters = key.ExportParameters(includePrivateParameters: true);
        _idle.Add(key);
    }

    public T Use<T>(Func<RSA, T> act)
    {
        if (!_idle.TryTake(out var key))
            key = RSA.Create(_parameters);
        try
        {
            return act(key);
        }
        finally
        {
            _idle.Add(key);
        }
    }

    public byte[] Sign(byte[] data) => Use(key => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!_idle.TryTake(out var key))
            key = RSA.Create(_parameters);
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _idle.Add(key);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var key))
            key.Dispose();
        CryptographicOperations.ZeroMemory(_parameters.D);
        CryptographicOperations.ZeroMemory(_parameters.P);
        CryptographicOperations.ZeroMemory(_parameters.Q);
        CryptographicOperations.ZeroMemory(_parameters.DP);
        CryptographicOperations.ZeroMemory(_parameters.DQ);
        CryptographicOperations.ZeroMemory(_parameters.InverseQ);
    }
}
