using System.Diagnostics;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Bench;

/// <summary>
/// Sign-ins of directory accounts against slapd over LDAPS: search, bind with the password, one of ten with a wrong one. They begin at a
/// steady rate whether or not earlier ones have ended; a time runs from the moment one was due. The product fetches a photo at a sign-in if
/// the entry has changed since: "photos" do so each time, which is the worst case. Bar: 200 a second, p99 250 ms, with SSHA.
/// </summary>
internal static class SignIns
{
    private const int People = 200;
    private const string Password = "Correct-Horse-7-battery";
    private static readonly string Photo = Convert.ToBase64String(Pictures.Grey(160, 160, compressed: false)); // 25 KiB
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        var table = new Table("Sign-ins against slapd over LDAPS", "hash", "photos", "due/s", "ended", "refused", "unreachable", "p50 ms", "p99 ms", "max ms", "our CPU us");
        foreach (var (scheme, photos, rate) in new[] { ("SSHA", false, 200), ("SSHA", true, 200), ("SSHA", true, 500), ("ARGON2", true, 50) })
            await MeasureAsync(scheme, photos, rate, table);
        table.Print();
    }

    private static async Task MeasureAsync(string scheme, bool photos, int rate, Table table)
    {
        await using var server = await SlapdServer.StartAsync(scheme);
        await server.ChangeAsync(string.Concat(Enumerable.Range(0, People).Select(i =>
            $"dn: uid=p{i},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: p{i}\ncn: P\nsn: {i}\nuserPassword: {Password}\njpegPhoto:: {Photo}\n\n")));
        using var client = LdapClient.For(server);
        await RunAsync(SignInAsync, rate, TimeSpan.FromSeconds(1));

        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var ended = await RunAsync(SignInAsync, rate, Duration);
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var times = new Percentiles(ended.Select(one => one.Time));
        table.Add(
            scheme, photos ? "each" : "none", rate, ended.Count, Count(ended, SignInRefusal.WrongPasswordOrUnknown), Count(ended, SignInRefusal.Unreachable),
            times.At(50), times.At(99), times.At(100), used.TotalMicroseconds / ended.Count);

        async Task<SignInResult> SignInAsync(string username, string password)
        {
            var result = await client.Directory.SignInAsync(username, password, CancellationToken.None);
            if (photos && result is SignInResult.Accepted(var person) && await client.Get<IDirectoryPhotos>().FindAsync(person.Id, CancellationToken.None) is null)
                throw new InvalidOperationException($"{username} has no photo.");
            return result;
        }
    }

    private static int Count(IEnumerable<(SignInResult Result, TimeSpan Time)> ended, SignInRefusal reason) =>
        ended.Count(one => one.Result is SignInResult.Refused refused && refused.Reason == reason);

    private static async Task<IReadOnlyList<(SignInResult Result, TimeSpan Time)>> RunAsync(Func<string, string, Task<SignInResult>> signIn, int rate, TimeSpan duration)
    {
        var begun = Stopwatch.GetTimestamp();
        var running = new List<Task<(SignInResult, TimeSpan)>>();
        for (var i = 0; i < rate * duration.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            var early = due - Stopwatch.GetElapsedTime(begun);
            if (early > TimeSpan.Zero)
                await Task.Delay(early);
            running.Add(OneAsync(signIn, i, begun, due));
        }
        return await Task.WhenAll(running);
    }

    private static async Task<(SignInResult, TimeSpan)> OneAsync(Func<string, string, Task<SignInResult>> signIn, int i, long begun, TimeSpan due)
    {
        // Of each person, one in ten: right ones in between, so nobody is locked.
        var result = await signIn($"p{i % People}", (i + (i / People)) % 10 == 9 ? "wrong" : Password);
        return (result, Stopwatch.GetElapsedTime(begun) - due);
    }
}
