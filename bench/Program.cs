using BlazorChat.Bench;

// Each measure prints a table; nothing is asserted. Without arguments all of them run, in this order.
var measures = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["durable-sends"] = DurableSends.RunAsync,
};

foreach (var name in args.Length > 0 ? args : [.. measures.Keys])
{
    if (!measures.TryGetValue(name, out var measure))
    {
        await Console.Error.WriteLineAsync($"There is no measure {name}; there are {string.Join(", ", measures.Keys)}.");
        return 1;
    }
    await measure();
}
return 0;
