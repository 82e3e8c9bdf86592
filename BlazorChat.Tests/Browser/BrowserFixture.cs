using BlazorChat.Tests.Support;
using Microsoft.Playwright;

namespace BlazorChat.Tests.Browser;

/// <summary>One Chromium and one host for the tests of this collection; every test makes its own people in contexts of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime, IAsyncDisposable
{
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public HostProcess Host { get; private set; } = null!;

    /// <summary>Whoever signed in first, through the printed link.</summary>
    public ChatUser Admin { get; private set; } = null!;

    public Task InitializeAsync() => InitializeAsync([]);

    /// <param name="settings">For the host.</param>
    public async Task InitializeAsync(string[] settings)
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(Chromium);
        Host = await HostProcess.StartAsync(settings);
        Admin = await ChatUser.RegisterAsync(this, "Ada Min", link: await Host.AdminLinkAsync());
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Chromium without its window where it is installed: a context of its own costs 0.7 s of CPU there, and 3.5 s in the whole program.</summary>
    internal static BrowserTypeLaunchOptions Chromium { get; } = new()
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

/// <summary>Those that mostly wait, for lost networks and the like: beside the others, with a host and a browser of their own.</summary>
[CollectionDefinition(Name)]
public sealed class PatientBrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser, patient";
}
