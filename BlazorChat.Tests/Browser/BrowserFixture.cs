using BlazorChat.Tests.Support;
using Microsoft.Playwright;

namespace BlazorChat.Tests.Browser;

/// <summary>
/// A host, somebody who administers it, and a cast for tests that need people who chat and nothing else: registering takes seconds of both
/// cores. Whoever is to be shut out or to use another browser is registered by the test itself.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] Names = ["Alba Ash", "Bram Birk", "Cora Carr", "Dean Drew", "Edda Elm", "Finn Fern", "Gwen Gray"];

    /// <summary>The first of the cast, who write to each other.</summary>
    private const int Three = 3;

    /// <summary>So many have a page open, the last that were asked for: more than a test takes. A page that is open costs, since it follows what all others do.</summary>
    private const int MostAwake = 4;

    private readonly List<ChatUser> cast = [];
    private readonly List<ChatUser> awake = [];
    private readonly Queue<(int, int)> strangers = new(from one in Enumerable.Range(Three, Names.Length - Three) from two in Enumerable.Range(0, one) select (one, two));
    private ChromiumFixture? chromium;
    private int keys;
    private ChatUser? french;

    public IBrowser Browser { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    /// <summary>Where browsers reach it, if not at the host's own address.</summary>
    public Uri? Proxy { get; init; }

    public Uri Address => Proxy ?? Host.Address;

    /// <summary>Whoever signed in first, through the printed link.</summary>
    public ChatUser Admin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        chromium = new ChromiumFixture();
        await chromium.InitializeAsync();
        Browser = chromium.Browser;
        Host = await HostProcess.StartAsync();
        await RegisterAdminAsync();
    }

    /// <summary>Another host, used with a browser that is there already, and nobody on it yet.</summary>
    /// <param name="browser">Not this one's to close.</param>
    /// <param name="settings">For the host.</param>
    public static async Task<BrowserFixture> StartAsync(IBrowser browser, params string[] settings) =>
        new() { Browser = browser, Host = await HostProcess.StartAsync(settings) };

    /// <summary>Hosts behind a load balancer, which are not this one's to stop.</summary>
    public static BrowserFixture Over(IBrowser browser, Uri proxy) => new() { Browser = browser, Proxy = proxy };

    public async Task RegisterAdminAsync() => Admin = await ChatUser.RegisterAsync(this, "Ada Min", link: await Host.AdminLinkAsync());

    /// <summary>A key that nobody else on this host has, for a browser that is not to make its own: PKCS#8 and SubjectPublicKeyInfo, base64.</summary>
    public string[] NextKey()
    {
        using var key = RsaPool.At(Interlocked.Increment(ref keys) - 1);
        return [Convert.ToBase64String(key.ExportPkcs8PrivateKey()), Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())];
    }

    /// <summary>Two of the cast who have never written to each other.</summary>
    public async Task<(ChatUser One, ChatUser Other)> StrangersAsync()
    {
        if (!strangers.TryDequeue(out var pair))
            throw new InvalidOperationException($"The tests of one collection need more than {Names.Length} people: add a name to the cast.");
        var (one, other) = pair;
        return (await OfCastAsync(one), await OfCastAsync(other));
    }

    /// <summary>One of the cast, to whom nobody outside it has written but those whom other tests made.</summary>
    public Task<ChatUser> SomebodyAsync() => OfCastAsync(0);

    /// <summary>Three of the cast, who may have written to each other.</summary>
    public async Task<(ChatUser First, ChatUser Second, ChatUser Third)> ThreeAsync() => (await OfCastAsync(0), await OfCastAsync(1), await OfCastAsync(2));

    /// <summary>Another of the cast, who speaks French and has written to nobody but those whom other tests made.</summary>
    public async Task<ChatUser> FrenchAsync()
    {
        if (french is not null)
            return await WakeAsync(french);
        french = await ChatUser.RegisterAsync(this, "Lou Lavande");
        await french.Page.GotoAsync("/settings");
        await french.Page.Locator("main form").GetByRole(AriaRole.Button, new() { Name = "Français" }).ClickAsync();
        await Assertions.Expect(french.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        return await WakeAsync(french);
    }

    /// <summary>Administers for the next ten minutes: acts ask for a password that was given within them.</summary>
    /// <param name="path">Where to begin.</param>
    public async Task<IPage> DeskAsync(string path)
    {
        await Admin.Page.GotoAsync($"/confirm?return={Uri.EscapeDataString(path)}");
        await Admin.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Admin.Password);
        await Admin.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Admin.ArrivesAsync(path);
        return Admin.Page;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        foreach (var user in cast)
            await user.DisposeAsync();
        foreach (var user in new[] { french, Admin })
        {
            if (user is not null)
                await user.DisposeAsync();
        }
        if (chromium is not null)
            await chromium.DisposeAsync();
        if (Host is not null)
            await Host.DisposeAsync();
    }

    private async Task<ChatUser> OfCastAsync(int number)
    {
        while (cast.Count <= number)
            cast.Add(await ChatUser.RegisterAsync(this, Names[cast.Count]));
        return await WakeAsync(cast[number]);
    }

    private async Task<ChatUser> WakeAsync(ChatUser user)
    {
        awake.Remove(user);
        awake.Add(user);
        if (awake.Count > MostAwake)
        {
            await awake[0].SleepAsync();
            awake.RemoveAt(0);
        }
        return await user.BackInChatAsync();
    }
}

/// <summary>One Chromium.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(Chromium);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>Chromium without its window where it is installed: a context of its own costs 0.7 s of CPU there, and 3.5 s in the whole program.</summary>
    private static BrowserTypeLaunchOptions Chromium { get; } = new()
    {
        ExecutablePath = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.First(File.Exists),
        Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    };
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}

/// <summary>Conversations and what others see of somebody: beside the other browser tests, with a host of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ConversationBrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser, conversations";
}

/// <summary>Rooms, and what is done with messages: beside the other two, with a host of its own.</summary>
[CollectionDefinition(Name)]
public sealed class RoomBrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser, rooms";
}

/// <summary>Installations that are set up otherwise: each test starts its own host.</summary>
[CollectionDefinition(Name)]
public sealed class InstallationBrowserCollection : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "browser, installations";
}
