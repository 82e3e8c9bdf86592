using System.Net.WebSockets;
using System.Text.Json;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>
/// Somebody who reads as a page does: what the circuit brings is shown. The log itself is asked only when a page opens, and where what was brought leaves a
/// hole. When the circuit ends the page is opened again, at the other host.
/// </summary>
internal sealed class CircuitReader(Talker who, History history, string name)
{
    /// <summary>As in Client/shell/pace.ts.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 0.5, 1, 2, 5 }.Select(TimeSpan.FromSeconds)];

    private readonly Lock gate = new();
    private CancellationTokenSource? opening;
    private int turn;
    private int tries;
    private int circuits;
    private long last;
    private volatile bool isOpen;
    private string trouble = "none";

    public string Name => name;

    /// <summary>The last place of its conversation that was acknowledged.</summary>
    public long End => history.EndOf(who.Conversation);

    /// <summary>The page is open, is being brought what comes, and is as far.</summary>
    public bool Shows(long seq) => isOpen && Volatile.Read(ref last) >= seq;

    public override string ToString() =>
        $"{name}: {(isOpen ? "open" : "not open")}, shows {last} of {End}, circuit {circuits}, last trouble: {trouble}";

    /// <summary>Shows what comes, until told to stop.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
            int at;
            lock (gate)
                (opening, at) = (until, turn);
            try
            {
                await ShowAsync(who.Client.Hosts[at % who.Client.Hosts.Length], until.Token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or WebSocketException or JsonException)
            {
                trouble = e.Message;
            }
            isOpen = false;
            var pause = Pauses[Math.Min(tries++, Pauses.Length - 1)];
            await Task.Delay(pause, until.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (gate)
                (opening, turn) = (null, until.IsCancellationRequested ? 0 : turn + 1);
        }
    }

    /// <summary>Who was driven to the other host opens the page anew at the own.</summary>
    public void GoHome()
    {
        lock (gate)
        {
            if (turn % who.Client.Hosts.Length == 0)
                return;
            isOpen = false;
            _ = opening?.CancelAsync();
        }
    }

    private async Task ShowAsync(Uri host, CancellationToken stop)
    {
        using var circuit = await Circuit.OpenAsync(who.Client, new Uri(host, $"/chat/u/{who.Peer:D}"), stop);
        var stay = $"circuit {++circuits} of {name}";
        try
        {
            await circuit.RunAsync((function, arguments) => function switch
            {
                "blazorChat.attach" => AttachAsync(host),
                "blazorChat.deliver" => DeliverAsync(stay, host, arguments),
                _ => Task.FromResult("null"),
            }, stop);
        }
        finally
        {
            if (stop.IsCancellationRequested)
                await circuit.LeaveAsync();
        }
    }

    /// <summary>What is there already, before it is said that the page takes what comes.</summary>
    private async Task<string> AttachAsync(Uri host)
    {
        for (var before = -1L; last != before;)
            before = await ReadOnAsync(host);
        return "null";
    }

    private async Task<string> DeliverAsync(string stay, Uri host, string arguments)
    {
        using var batch = JsonDocument.Parse(arguments);
        foreach (var entry in batch.RootElement[0].GetProperty("entries").EnumerateArray())
        {
            if (!entry.GetProperty("conv").ValueEquals(who.Conversation))
                continue;
            var (seq, message) = Message.Of(who.Conversation, entry);
            history.Delivered(stay, who.Conversation, seq, message);
            for (var before = -1L; seq > last + 1 && last != before;)
                before = await ReadOnAsync(host);
            if (seq == last + 1)
            {
                history.Seen(name, who.Conversation, seq, message);
                Volatile.Write(ref last, seq);
            }
            Open();
        }
        return $$"""{"{{who.Conversation}}":{{last}}}""";
    }

    private void Open()
    {
        lock (gate)
        {
            if (isOpen || opening is not { IsCancellationRequested: false })
                return;
            (isOpen, tries) = (true, 0);
            history.Opened(name);
        }
    }

    /// <returns>How far it was before.</returns>
    private async Task<long> ReadOnAsync(Uri host)
    {
        var before = last;
        Volatile.Write(ref last, await who.ReadOnAsync(name, before, host));
        return before;
    }
}
