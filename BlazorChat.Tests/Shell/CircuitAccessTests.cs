using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Tests.Shell;

/// <summary>Who may have a circuit: asked of the hub itself, over long polling, since a page never asks without a session.</summary>
public class CircuitAccessTests
{
    [Fact]
    public async Task A_session_with_a_device_gets_a_circuit()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.WithDeviceAsync("alice");

        Assert.True(await StartsAsync(client));
    }

    [Fact]
    public async Task Nobody_gets_one_without_a_session()
    {
        await using var host = await AccountsHost.StartAsync();

        Assert.False(await StartsAsync(host.Client()));
    }

    [Fact]
    public async Task A_password_alone_gets_none()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("mallory");

        Assert.False(await StartsAsync(client));
    }

    [Fact]
    public async Task A_connection_does_not_outlive_its_session()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, client) = await host.WithDeviceAsync("alice");
        var hub = await Hub.ConnectAsync(client);

        await host.Sessions.EndAsync(host.SessionOf(user), SessionEndReason.SignedOut, default);

        Assert.False(await hub.StartCircuitAsync());
    }

    [Fact]
    public async Task A_page_that_has_drawn_nothing_when_its_session_ends_is_let_go_to_load_again()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, client) = await host.WithDeviceAsync("alice");
        var hub = await Hub.ConnectAsync(client);
        Assert.True(await hub.StartCircuitAsync());

        await host.Sessions.EndAsync(host.SessionOf(user), SessionEndReason.SignedOut, default);

        Assert.True(await hub.IsLetGoAsync());
    }

    private static async Task<bool> StartsAsync(HttpClient client) => await (await Hub.ConnectAsync(client)).StartCircuitAsync();

    /// <summary>As much of SignalR as one invocation takes.</summary>
    private sealed class Hub(HttpClient http, string address)
    {
        public static async Task<Hub> ConnectAsync(HttpClient http)
        {
            var negotiated = await (await http.PostAsync("/_blazor/negotiate?negotiateVersion=1", null)).Content.ReadFromJsonAsync<JsonElement>();
            var hub = new Hub(http, $"/_blazor?id={negotiated.GetProperty("connectionToken").GetString()}");
            await hub.PollAsync(); // the first only connects
            await hub.SendAsync(BlazorPack.Handshake.ToArray());
            await hub.PollAsync();
            return hub;
        }

        /// <summary>Whether the hub answered with the id of a circuit.</summary>
        public async Task<bool> StartCircuitAsync()
        {
            await SendAsync(BlazorPack.Invoke("1", "StartCircuit", "http://localhost/", "http://localhost/", "[]", ""));
            // Pings may come before it.
            for (var polled = 0; polled < 10; polled++)
            {
                if (BlazorPack.Read(await PollAsync()).FirstOrDefault(message => message is [BlazorPack.Completion, _, "1", ..]) is { } answer)
                    return answer is [.., string { Length: > 40 }];
            }
            throw new TimeoutException("The hub did not answer.");
        }

        /// <summary>Sends what a page draws first, and waits for the end of the connection.</summary>
        public async Task<bool> IsLetGoAsync()
        {
            await SendAsync(BlazorPack.Invoke(null, "UpdateRootComponents", "[]", ""));
            for (var polled = 0; polled < 10; polled++)
            {
                if ((await http.GetAsync(address)).StatusCode != System.Net.HttpStatusCode.OK)
                    return true;
            }
            return false;
        }

        private Task<HttpResponseMessage> SendAsync(byte[] message) => http.PostAsync(address, new ByteArrayContent(message));

        private async Task<byte[]> PollAsync() => await (await http.GetAsync(address)).Content.ReadAsByteArrayAsync();
    }
}
