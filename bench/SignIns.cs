using System.Diagnostics;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Bench;

/// <summary>
/// Sign-ins of directory accounts against slapd over LDAPS: search, bind with the password, one of ten with a wrong one. They begin at a
/// steady rate whether or not earlier ones have ended; a time runs from the moment one was due. Bar: 200 a second, p99 250 ms, with SSHA.
/// </summary>
internal static class SignIns
{
    private const int People = 200;
    private const string Password = "Correct-Horse-7-battery";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        var table = new Table("Sign-ins against slapd over LDAPS", "hash", "due/s", "ended", "refused", "unreachable", "p50 ms", "p99 ms", "max ms", "our CPU us");
        foreach (var (scheme, rate) in new[] { ("SSHA", 50), ("SSHA", 200), ("SSHA", 500), ("ARGON2", 50) })
            await MeasureAsync(scheme, rate, table);
        table.Print();
    }

    private static async Task MeasureAsync(string scheme, int rate, Table table)
    {
        await using var server = await SlapdServer.StartAsync(scheme);
        await server.ChangeAsync(string.Concat(Enumerable.Range(0, People).Select(i =>
            $"dn: uid=p{i},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: p{i}\ncn: P\nsn: {i}\nuserPassword: {Password}\n\n")));
        using var client = LdapClient.For(server);
        await RunAsync(client.Directory, rate, TimeSpan.FromSeconds(1));

        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var ended = await RunAsync(client.Directory, rate, Duration);
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var times = new Percentiles(ended.Select(one => one.Time));
        table.Add(
            scheme, rate, ended.Count, Count(ended, SignInRefusal.WrongPasswordOrUnknown), Count(ended, SignInRefusal.Unreachable),
            times.At(50), times.At(99), times.At(100), used.TotalMicroseconds / ended.Count);
    }

    private static int Count(IEnumerable<(SignInResult Result, TimeSpan Time)> ended, SignInRefusal reason) =>
        ended.Count(one => one.Result is SignInResult.Refused refused && refused.Reason == reason);

    private static async Task<IReadOnlyList<(SignInResult Result, TimeSpan Time)>> RunAsync(IUserDirectory directory, int rate, TimeSpan duration)
    {
        var begun = Stopwatch.GetTimestamp();
        var running = new List<Task<(SignInResult, TimeSpan)>>();
        for (var i = 0; i < rate * duration.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            var early = due - Stopwatch.GetElapsedTime(begun);
            if (early > TimeSpan.Zero)
                await Task.Delay(early);
            running.Add(OneAsync(directory, i, begun, due));
        }
        return await Task.WhenAll(running);
    }

    private static async Task<(SignInResult, TimeSpan)> OneAsync(IUserDirectory directory, int i, long begun, TimeSpan due)
    {
        // Of each person, one in ten: right ones in between, so nobody is locked.
        var result = await directory.SignInAsync($"p{i % People}", (i + (i / People)) % 10 == 9 ? "wrong" : Password, CancellationToken.None);
        return (result, Stopwatch.GetElapsedTime(begun) - due);
    }
}
