using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Pki.Keys;
using BlazorChat.Tests.Authorities;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Backup;

namespace BlazorChat.Tests.Storage.Backup;

/// <summary>A host that runs, with somebody signed in on it; commands on its data; and what was restored of it, started beside.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly HostProcess host;
    private readonly HttpClient http;
    private readonly string folder = Directory.CreateTempSubdirectory("blazorchat-backup-").FullName;

    private Installation(HostProcess host)
    {
        this.host = host;
        http = Client(host);
    }

    public string Data => host.Data;

    /// <summary>Somebody's session, as the browser sends it.</summary>
    public string Cookie { get; private set; } = "";

    public Guid User { get; private set; }

    public static async Task<Installation> StartAsync(params string[] settings)
    {
        var made = new Installation(await HostProcess.StartAsync(settings));
        var registered = await made.http.SubmitAsync(await made.http.PageAsync("register"), "Create account",
            ("Username", "ida"), ("Display name", "Ida Example"), ("Password", AccountsHost.Password), ("Confirm password", AccountsHost.Password));
        Assert.Equal(HttpStatusCode.Found, registered.StatusCode);
        made.Cookie = string.Join("; ", registered.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        made.User = (await MeAsync(made.host, made.Cookie))!.Value;
        await made.CertifyAsync();
        return made;
    }

    /// <summary>The first answer about a certificate needs one to sign with: a leaf, in the books like every other.</summary>
    private async Task CertifyAsync()
    {
        var issuer = CaCertificate.ParsePem(await http.GetStringAsync("pki/issuing.crt"));
        var content = new ByteArrayContent(new OcspQuestion(issuer, ["01"]).Encode()) { Headers = { ContentType = new("application/ocsp-request") } };
        (await http.PostAsync("pki/ocsp", content)).EnsureSuccessStatusCode();
    }

    /// <summary>Messages as they lie in the log, put there while the host runs.</summary>
    public static async Task WriteAsync(ChatDatabase database, int count)
    {
        const string id = "Zm9yIHRoZSB0ZXN0LCBhbmQgbm8gYml0IGxvbmdlcg";
        database.Add(new Conversation { Id = id, Kind = RoomKind.Private, History = RoomHistory.None, RoomHead = "h", LastSeq = count });
        for (var n = 1; n <= count; n++)
        {
            database.Add(new LogEntry
            {
                ConversationId = id,
                Seq = n,
                At = DateTimeOffset.UnixEpoch,
                Kind = LogEntryKind.Message,
                User = Guid.Empty,
                Device = Guid.Empty,
                N = n,
                Body = new string('x', 2000),
                Hash = "h",
            });
        }
        await database.SaveChangesAsync();
    }

    /// <summary>A path where nothing is yet.</summary>
    public string Place(string name) => Path.Combine(folder, name);

    public string Make(string name) => Directory.CreateDirectory(Place(name)).FullName;

    public static Task<(int ExitCode, string Output)> BackupAsync(string data, string target, params string[] more) =>
        HostProcess.RunAsync([BackupCommands.Backup, target, .. more.Where(word => !word.StartsWith('-')), $"--Data:Path={data}", .. more.Where(word => word.StartsWith('-'))]);

    public static Task<(int ExitCode, string Output)> RestoreAsync(string backup, string data, params string[] settings) =>
        HostProcess.RunAsync([BackupCommands.Restore, backup, $"--Data:Path={data}", .. settings]);

    /// <summary>A host on other data.</summary>
    public static Task<HostProcess> StartOnAsync(string data, params string[] settings) => HostProcess.StartAsync([.. settings, $"--Data:Path={data}"]);

    /// <summary>Who this session is, or null for nobody.</summary>
    public static async Task<Guid?> MeAsync(HostProcess host, string cookie)
    {
        using var client = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/me");
        request.Headers.Add("Cookie", cookie);
        var answer = await client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("user").GetGuid() : null;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static HttpClient Client(HostProcess host) => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = host.Address };
}
