using System.Buffers.Binary;
using System.Diagnostics;
using BlazorChat.Directories.Embedded;
using Microsoft.AspNetCore.Identity;

namespace BlazorChat.Tests.DirectoryTests;

public class PasswordHashingTests
{
    [Fact]
    public async Task A_password_is_hashed_with_hmac_sha512_at_the_current_number_of_rounds()
    {
        using var hashing = new PasswordHashing();

        var hash = Convert.FromBase64String(await hashing.HashAsync("correct horse", default));

        Assert.Equal(1, hash[0]); // the framework's format 3
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1))); // KeyDerivationPrf.HMACSHA512
        Assert.InRange(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)), 210_000u, uint.MaxValue);
        Assert.Equal(16u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(9))); // bytes of salt
    }

    [Fact]
    public async Task An_older_hash_is_right_and_asks_to_be_renewed()
    {
        using var older = new PasswordHashing(iterations: 1_000);
        using var hashing = new PasswordHashing(iterations: 2_000);
        var hash = await older.HashAsync("correct horse", default);

        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, await hashing.VerifyAsync(hash, "correct horse", default));
        Assert.Equal(PasswordVerificationResult.Failed, await hashing.VerifyAsync(hash, "wrong horse", default));
    }

    [Fact]
    public async Task Nobody_costs_the_same_work_as_somebody_and_is_never_right()
    {
        using var hashing = new PasswordHashing(iterations: 60_000);
        hashing.Prepare();
        var hash = await hashing.HashAsync("correct horse", default);

        var (somebody, nobody) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 7; i++)
        {
            somebody = Math.Min(somebody, await MillisecondsAsync(() => hashing.VerifyAsync(hash, "wrong horse", default)));
            nobody = Math.Min(nobody, await MillisecondsAsync(() => hashing.VerifyAsync(null, "wrong horse", default)));
        }

        // The fastest of several is what the machine's other work disturbs least; without the work the quotient is 0.001.
        Assert.InRange(nobody / somebody, 0.1, 10);
        Assert.Equal(PasswordVerificationResult.Failed, await hashing.VerifyAsync(null, "wrong horse", default));
    }

    private static async Task<double> MillisecondsAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalMilliseconds;
    }
}
