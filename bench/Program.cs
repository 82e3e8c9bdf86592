using BlazorChat.Bench;
using BlazorChat.Bench.Browser;

// Each measure prints a table; nothing is asserted. Without a name all of them run, in this order; --options go to the measures.
var names = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
var options = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
var measures = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["idle-circuits"] = () => Load.RunAsync("idle", options),
    ["admin-circuits"] = () => Load.RunAsync("admin", options),
    ["circuit-starts"] = () => Load.RunAsync("starts", options),
    ["deliveries"] = () => Load.RunAsync("deliveries", options),
    ["room-of-many"] = () => RoomOfMany.RunAsync(options),
    ["durable-sends"] = DurableSends.RunAsync,
    ["two-hosts"] = () => TwoHosts.RunAsync(options),
    ["relay"] = RelayThroughput.RunAsync,
    ["sign-ins"] = SignIns.RunAsync,
    ["issuance"] = Issuance.RunAsync,
    ["revocation"] = Revocations.RunAsync,
    ["certificates"] = Certificates.RunAsync,
    ["ocsp"] = OcspAnswers.RunAsync,
    ["round-trip"] = RoundTrip.RunAsync,
    ["thousand-messages"] = ThousandMessages.RunAsync,
    ["long-log"] = () => OpenLongLog.RunAsync(options),
};

foreach (var name in names.Length > 0 ? names : [.. measures.Keys])
{
    if (!measures.TryGetValue(name, out var measure))
    {
        await Console.Error.WriteLineAsync($"There is no measure {name}; there are {string.Join(", ", measures.Keys)}.");
        return 1;
    }
    Console.WriteLine();
    Console.WriteLine($"load average before: {string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[..3])}");
    await measure();
}
return 0;
