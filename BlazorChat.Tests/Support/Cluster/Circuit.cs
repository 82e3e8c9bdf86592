using System.Buffers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>The circuit of a page, without a browser: does what blazor.web.js does, and draws nothing.</summary>
internal sealed partial class Circuit : IDisposable
{
    /// <summary>As long as the page waits for a sign of the host (Client/shell/blazor.ts).</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly HostClient client;
    private readonly Uri page;
    private readonly string components;
    private readonly string state;
    private readonly ClientWebSocket socket = new();
    private readonly ArrayBufferWriter<byte> frame = new(64 * 1024);
    private string? id;

    private Circuit(HostClient client, Uri page, string html)
    {
        (this.client, this.page) = (client, page);
        var added = new JsonArray();
        foreach (Match match in Markers().Matches(html))
        {
            var marker = JsonNode.Parse(match.Groups["json"].Value)!.AsObject();
            if (marker["descriptor"] is null)
                continue; // the end of one that is drawn already
            marker["uniqueId"] = added.Count + 1;
            added.Add(new JsonObject { ["type"] = "add", ["ssrComponentId"] = added.Count + 1, ["marker"] = marker });
        }
        if (added.Count == 0)
            throw new IOException("The page has no part that is drawn by a circuit.");
        components = new JsonObject { ["batchId"] = 1, ["operations"] = added }.ToJsonString();
        state = State().Match(html).Groups["state"].Value;
        socket.Options.SetRequestHeader("Cookie", client.Cookie);
        socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>Loads the page, and connects to its host.</summary>
    public static async Task<Circuit> OpenAsync(HostClient client, Uri page, CancellationToken stop)
    {
        var circuit = new Circuit(client, page, await client.PageAsync(page).WaitAsync(stop));
        try
        {
            await circuit.ConnectAsync(stop);
            return circuit;
        }
        catch
        {
            circuit.Dispose();
            throw;
        }
    }

    /// <summary>Answers what the host asks of the page, one after the other, until told to stop or until the circuit ends, which throws.</summary>
    /// <param name="answer">What a function of the page returns, as JSON.</param>
    /// <param name="stop">The page is left.</param>
    public async Task RunAsync(Func<string, string, Task<string>> answer, CancellationToken stop)
    {
        var origin = new Uri(page, "/").AbsoluteUri;
        await SendAsync(BlazorPack.Invoke("start", "StartCircuit", origin, page.AbsoluteUri, "[]", state), stop);
        while (true)
        {
            foreach (var message in BlazorPack.Read(await ReceiveAsync(stop)))
            {
                if (await AnswerToAsync(message, answer) is { } bytes)
                    await SendAsync(bytes, stop);
            }
        }
    }

    /// <summary>As who closes the tab: the host keeps nothing for a return.</summary>
    public async Task LeaveAsync()
    {
        if (id is null)
            return;
        try
        {
            using var answer = await client.AskAsync(HttpMethod.Post, "/_blazor/disconnect", new FormUrlEncodedContent([new("circuitId", id)]), page);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The host is gone, and the circuit with it.
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task ConnectAsync(CancellationToken stop)
    {
        using var answer = await client.AskAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", null, page).WaitAsync(stop);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("connectionToken").GetString();
        using var limit = Limit(stop);
        await socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "/_blazor", Query = $"id={token}" }.Uri, limit.Token);
        await SendAsync(BlazorPack.Handshake.ToArray(), stop);
        if ((await ReceiveAsync(stop)).Span[^1] != BlazorPack.EndOfHandshake)
            throw new IOException("The host said more than that it agrees.");
    }

    /// <returns>What the host is to be told; null: nothing.</returns>
    private async Task<byte[]?> AnswerToAsync(object?[] message, Func<string, string, Task<string>> answer)
    {
        switch (message)
        {
            case [BlazorPack.Ping]:
                return BlazorPack.Pinging;
            case [BlazorPack.Completion, _, "start", _, string given] when given.Length > 40:
                id = given;
                return BlazorPack.Invoke(null, "UpdateRootComponents", components, state);
            case [BlazorPack.Invocation, _, _, "JS.RenderBatch", object?[] batch, ..]:
                return BlazorPack.Invoke(null, "OnRenderCompleted", batch[0], null);
            case [BlazorPack.Invocation, _, _, "JS.BeginInvokeJS", object?[] call, ..]:
                var (handle, value) = ((long)call[0]!, await ValueAsync(call, answer));
                return handle == 0 ? null : BlazorPack.Invoke(null, "EndInvokeJSFromDotNet", handle, true, $"[{handle},true,{value}]");
            case [BlazorPack.Completion or BlazorPack.Close, ..] or [BlazorPack.Invocation, _, _, "JS.Error", ..]:
                throw new IOException($"The circuit ends: {JsonSerializer.Serialize(message)}");
            default:
                return null;
        }
    }

    /// <param name="call">The handle, the function, its arguments as JSON, the kind of its result (1: an object that stays in the page), the object.</param>
    /// <param name="answer">To functions of the page itself.</param>
    private static Task<string> ValueAsync(object?[] call, Func<string, string, Task<string>> answer) =>
        call[3] is 1L ? Task.FromResult("{\"__jsObjectId\":1}") : answer((string)call[1]!, (string)call[2]!);

    private async Task SendAsync(byte[] bytes, CancellationToken stop)
    {
        using var limit = Limit(stop);
        await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken stop)
    {
        using var limit = Limit(stop);
        frame.ResetWrittenCount();
        for (ValueWebSocketReceiveResult part = default; !part.EndOfMessage; frame.Advance(part.Count))
        {
            part = await socket.ReceiveAsync(frame.GetMemory(16 * 1024), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new IOException("The host has closed the connection.");
        }
        return frame.WrittenMemory;
    }

    private static CancellationTokenSource Limit(CancellationToken stop)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Silence);
        return limit;
    }

    [GeneratedRegex(@"<!--Blazor:(?<json>\{.*?\})-->", RegexOptions.ExplicitCapture)]
    private static partial Regex Markers();

    [GeneratedRegex(@"<!--\s*Blazor-Server-Component-State:(?<state>[a-zA-Z0-9+/=]+)\s*-->", RegexOptions.ExplicitCapture)]
    private static partial Regex State();
}
