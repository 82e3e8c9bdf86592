using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;

namespace BlazorChat.Tests.Browser;

/// <summary>Somebody at a browser of their own: a context with its own cookies and keys, and what they do in it.</summary>
public sealed partial class ChatUser : IAsyncDisposable
{
    private static int count;
    private readonly ConcurrentQueue<string> complaints = new();

    private ChatUser(IBrowserContext context, IPage page, string username, string displayName, string password)
    {
        (Context, Page, Username, DisplayName, Password) = (context, page, username, displayName, password);
        Listen();
    }

    public IBrowserContext Context { get; }
    public IPage Page { get; private set; }
    public string Username { get; }
    public string DisplayName { get; }
    public string Password { get; }
    public string RecoveryCode { get; private set; } = "";

    /// <summary>What the console complained about: errors, warnings, uncaught exceptions.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>
    /// As who comes in anew, whatever a test did to them: signed in, the network there, the chat page with no conversation open, and a console
    /// without complaints.
    /// </summary>
    public async Task<ChatUser> BackInChatAsync()
    {
        await Context.SetOfflineAsync(false);
        if (Page.IsClosed)
        {
            Page = await Context.NewPageAsync();
            Listen();
        }
        await Page.GotoAsync("/chat");
        if (new Uri(Page.Url).AbsolutePath == "/login")
            await SignInAsync();
        await Page.Locator(".bc-shell").WaitForAsync();
        complaints.Clear();
        return this;
    }

    /// <summary>Leaves the chat without signing out.</summary>
    public async Task SleepAsync()
    {
        if (!Page.IsClosed)
            await Page.GotoAsync("about:blank");
    }

    public ILocator Messages => Page.GetByRole(AriaRole.Region, new() { Name = "Messages", Exact = true });
    public ILocator Composer => Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });
    public ILocator SendButton => Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true });

    /// <summary>An empty browser that is nobody yet.</summary>
    /// <param name="fixture">Whose host and browser.</param>
    /// <param name="displayName">As others will see them.</param>
    /// <param name="username">Null: one that nobody has.</param>
    /// <param name="options">Of the context.</param>
    /// <param name="first">Is shown the first steps; otherwise as who has seen them.</param>
    public static async Task<ChatUser> NobodyAsync(BrowserFixture fixture, string displayName, string? username = null, BrowserNewContextOptions? options = null, bool first = false)
    {
        options ??= new();
        options.BaseURL = fixture.Address.ToString();
        options.Locale ??= "en-GB";
        options.ReducedMotion ??= ReducedMotion.Reduce; // axe is not to meet a colour half way to another
        options.ServiceWorkers ??= ServiceWorkerPolicy.Block; // it would answer before what tests do to the network
        var context = await fixture.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        if (!first)
            await context.AddInitScriptAsync("try { localStorage.setItem('bc-welcomed', '1') } catch { }");
        return new(context, await context.NewPageAsync(), username ?? $"user{Interlocked.Increment(ref count)}", displayName, "correct horse battery 42");
    }

    /// <summary>Registers, saves the recovery code and stands on the chat page.</summary>
    /// <param name="fixture">Whose hosts and browser.</param>
    /// <param name="displayName">As others will see them.</param>
    /// <param name="link">The first administrator's.</param>
    /// <param name="options">Of the context.</param>
    /// <param name="on">The host, behind a load balancer; null: any.</param>
    public static async Task<ChatUser> RegisterAsync(BrowserFixture fixture, string displayName, string? link = null, BrowserNewContextOptions? options = null, int? on = null)
    {
        var user = await NobodyAsync(fixture, displayName, options: options);
        await user.GetKeysFromAsync(fixture);
        if (on is { } host)
            await user.OnHostAsync(fixture.Address, host);
        if (link is null)
            await user.Page.GotoAsync("/register");
        else
        {
            await user.Page.GotoAsync(link);
            await user.Page.GetByRole(AriaRole.Link, new() { Name = "Create an account" }).ClickAsync();
        }
        await user.FillRegistrationAsync();
        await user.SaveRecoveryCodeAsync();
        return user;
    }

    /// <summary>
    /// The browser is handed its RSA keys instead of making them, which takes it two seconds of a core for each person. Whoever is to be seen making their own
    /// begins as <see cref="NobodyAsync"/>.
    /// </summary>
    private async Task GetKeysFromAsync(BrowserFixture fixture)
    {
        await Context.ExposeFunctionAsync("keyOfTest", fixture.NextKey);
        await Context.AddInitScriptAsync("""
            const make = crypto.subtle.generateKey.bind(crypto.subtle);
            const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            crypto.subtle.generateKey = async (algorithm, extractable, usages) => {
              if (algorithm.modulusLength !== 3072) return make(algorithm, extractable, usages);
              const [pkcs8, spki] = await keyOfTest();
              return {
                privateKey: await crypto.subtle.importKey('pkcs8', bytes(pkcs8), algorithm, extractable, ['sign']),
                publicKey: await crypto.subtle.importKey('spki', bytes(spki), algorithm, true, ['verify']),
              };
            };
            """);
    }

    /// <summary>The load balancer takes this browser to a host from its next request on.</summary>
    public Task OnHostAsync(Uri proxy, int host)
    {
        var (name, value) = Support.Cluster.HaProxy.CookieOf(host);
        return Context.AddCookiesAsync([new() { Name = name, Value = value, Url = proxy.ToString() }]);
    }

    public async Task FillRegistrationAsync()
    {
        // The sign-in page has a field of the same name; wait for this one's own.
        await Page.GetByLabel("Confirm password", new() { Exact = true }).WaitForAsync();
        await Page.GetByLabel("Username", new() { Exact = true }).FillAsync(Username);
        await Page.GetByLabel("Display name", new() { Exact = true }).FillAsync(DisplayName);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Page.GetByLabel("Confirm password", new() { Exact = true }).FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true }).ClickAsync();
    }

    /// <summary>Waits for the recovery code, notes it, and goes on to the chat.</summary>
    public async Task SaveRecoveryCodeAsync()
    {
        var region = Page.GetByRole(AriaRole.Region, new() { Name = "Recovery code", Exact = true });
        try
        {
            await region.WaitForAsync(new() { Timeout = 90_000 });
        }
        catch (TimeoutException e)
        {
            await ShotAsync($"failed-enrolment-{Username}");
            throw new TimeoutException($"No recovery code at {Page.Url}: {await Page.Locator("body").InnerTextAsync()}\n{string.Join('\n', complaints)}", e);
        }
        RecoveryCode = CodeForm().Match(await region.InnerTextAsync()).Value;
        RecoveryCode.ShouldNotBeEmpty("the region shows seven groups of four joined by hyphens");
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "I have saved it", Exact = true }).CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await ArrivesInChatAsync();
    }

    /// <summary>Waits for the chat page, and for its circuit to have drawn it.</summary>
    public async Task ArrivesInChatAsync()
    {
        await ArrivesAsync("/chat");
        await Page.Locator(".bc-shell").WaitForAsync();
    }

    /// <summary>
    /// Waits until the address is this path with this query, or more of it; not for the page to have loaded, an event that Playwright's own wait
    /// for an address misses now and then where one address follows another by itself.
    /// </summary>
    public Task ArrivesAsync(string path, float timeout = 60_000) =>
        Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^https?://[^/]+{Regex.Escape(path)}($|[?&])"), new() { Timeout = timeout });

    public async Task SignInAsync(string? password = null)
    {
        await Page.GotoAsync("/login");
        await Page.GetByLabel("Username", new() { Exact = true }).FillAsync(Username);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password ?? Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>The same person at another browser, which the recovery code makes a device; it comes to a new code.</summary>
    public async Task<ChatUser> RecoveredElsewhereAsync(BrowserFixture fixture)
    {
        var again = await NobodyAsync(fixture, DisplayName, Username);
        await again.SignInAsync();
        await again.Page.GetByLabel("Recovery code", new() { Exact = true }).FillAsync(RecoveryCode.ToLowerInvariant());
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Use this code" }).ClickAsync();
        await again.SaveRecoveryCodeAsync();
        return again;
    }

    public async Task SignOutAsync()
    {
        await Page.GetByLabel("Your menu").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ArrivesAsync("/login");
    }

    /// <summary>Begins anew with this browser, which has neither a key nor the recovery code.</summary>
    public async Task StartOverAsync()
    {
        var startOver = Page.GetByRole(AriaRole.Button, new() { Name = "Start over", Exact = true });
        await startOver.ClickAsync();
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "I understand that I lose my earlier messages" }).CheckAsync();
        await startOver.ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for an administrator" }).WaitForAsync();
    }

    /// <summary>Opens the conversation with somebody by their link in a list.</summary>
    public async Task OpenAsync(ChatUser other)
    {
        var search = Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find people and rooms" });
        await search.FillAsync(other.Username);
        // Not in the list that stood there before: it gives way to what is found, and to whoever clicks at that moment nothing happens.
        await Page.GetByRole(AriaRole.List, new() { Name = "Found" }).GetByRole(AriaRole.Link, new() { Name = other.DisplayName }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = other.DisplayName, Level = 1 }).WaitForAsync();
        // At phone width the list has made room for the conversation.
        if (await search.IsVisibleAsync())
            await search.FillAsync("");
    }

    public async Task SendAsync(string text)
    {
        await Composer.FillAsync(text);
        await SendButton.ClickAsync();
    }

    /// <summary>Waits until this text stands in the timeline.</summary>
    public Task SeesAsync(string text, float timeout = 15_000) =>
        Assertions.Expect(Messages.GetByText(text, new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = timeout });

    /// <summary>
    /// Chooses one of several in the settings, once it is known how they stand; by keyboard, since the page may still grow above them while a pointer is on its way.
    /// </summary>
    public async Task PickAsync(string choice)
    {
        var radio = Page.GetByRole(AriaRole.Radio, new() { Name = choice, Exact = true });
        await Assertions.Expect(radio).ToBeEnabledAsync();
        await radio.PressAsync("Space");
        await Assertions.Expect(radio).ToBeCheckedAsync();
    }

    public async Task ShotAsync(string name, bool whole = false)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Support.Repository.Folder("test-output"), "screenshots"));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"{name}.png"), FullPage = whole });
    }

    /// <summary>axe finds nothing on the page as it is now.</summary>
    /// <param name="rules">Those of axe to judge by; all when none is given.</param>
    public async Task IsAccessibleAsync(params string[] rules)
    {
        var options = rules.Length == 0 ? null : new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(rules) };
        // In this page: the other way opens a second one for the report and hands it all to axe again. Only frames of other origins need it.
#pragma warning disable CS0618 // To go at some time; then axe.run() by EvaluateAsync.
        var result = await Page.RunAxeLegacy(null, options);
#pragma warning restore CS0618
        result.Violations.ShouldBeEmpty(string.Join('\n', result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}")));
    }

    /// <summary>Nothing of the page, and of what scrolls in it, is wider than what shows it.</summary>
    public Task<bool> FitsAsync() => Page.EvaluateAsync<bool>(
        "() => [document.documentElement, ...document.querySelectorAll('.bc-table-wrap')].every(box => box.scrollWidth <= box.clientWidth)");

    /// <summary>In light and dark: axe finds nothing, and nothing is out of sight sideways.</summary>
    public async Task LooksRightAsync(string name)
    {
        // The two differ in colours alone, which is one of axe's rules.
        foreach (var (scheme, rules) in new[] { (ColorScheme.Dark, new[] { "color-contrast" }), (ColorScheme.Light, []) })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await IsAccessibleAsync(rules);
            await ShotAsync($"{name}-{scheme}".ToLowerInvariant());
        }
        (await FitsAsync()).ShouldBeTrue();
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            // That the test's own browser has no service worker is no complaint of the page.
            if (message.Type is "error" or "warning" && message.Text != "Service Worker registration blocked by Playwright")
                complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        Page.PageError += (_, error) => complaints.Enqueue($"uncaught: {error}");
    }

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){6}")]
    private static partial Regex CodeForm();
}
