using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BlazorChat.Directories.Embedded;

/// <summary>
/// The framework's hasher (PBKDF2, HMAC-SHA512, 128-bit salt) at today's strength. Hashing runs off the caller's thread, a
/// few at a time, so that a storm of sign-ins leaves processors for the chat. A password for nobody costs the same work.
/// </summary>
internal sealed class PasswordHashing(int iterations = PasswordHashing.Iterations) : IDisposable
{
    // OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512. Older hashes are renewed at the next sign-in.
    public const int Iterations = 220_000;

    private readonly PasswordHasher<Account> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
    private readonly SemaphoreSlim gate = new(Environment.ProcessorCount);
    private string? nobody;

    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        RunAsync(() => hasher.HashPassword(null!, password), cancellation);

    /// <summary>A <paramref name="hash"/> of null is nobody's: the same work, and never right.</summary>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellation) =>
        RunAsync(() =>
        {
            var result = hasher.VerifyHashedPassword(null!, hash ?? Nobody(), password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        }, cancellation);

    /// <summary>Made once ahead of the first use, so that the first unknown username costs no more than the others.</summary>
    public void Prepare() => Nobody();

    public void Dispose() => gate.Dispose();

    private string Nobody() => nobody ??= hasher.HashPassword(null!, Guid.NewGuid().ToString());

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            gate.Release();
        }
    }
}
