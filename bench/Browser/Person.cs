using Microsoft.Playwright;

namespace BlazorChat.Bench.Browser;

/// <summary>Somebody at a Chromium context of their own, registered through the pages.</summary>
internal sealed class Person(IPage page, string username, string name) : IAsyncDisposable
{
    private const string Password = "correct horse battery 42";
    private const int EnrolmentMs = 120_000;

    public IPage Page => page;

    public string Username => username;

    public string Name => name;

    public ILocator Messages => page.GetByRole(AriaRole.Region, new() { Name = "Messages", Exact = true });

    public ILocator Composer => page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    public static async Task<Person> RegisterAsync(IBrowser browser, Uri address, string username, string name)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = address.ToString(), Locale = "en-GB" });
        // The first steps would lie over the page.
        await context.AddInitScriptAsync("localStorage.setItem('bc-welcomed', '1')");
        var person = new Person(await context.NewPageAsync(), username, name);
        await person.RegisterAsync();
        return person;
    }

    /// <summary>Opens the conversation with somebody.</summary>
    public async Task OpenAsync(string user)
    {
        await page.GotoAsync($"/chat/u/{user}");
        await Composer.WaitForAsync();
    }

    /// <summary>The ids of this user and device.</summary>
    public async Task<(string User, string Device)> WhoAsync()
    {
        var me = await page.EvaluateAsync<System.Text.Json.JsonElement>("async () => await (await fetch('/api/me')).json()");
        return (me.GetProperty("user").GetString()!, me.GetProperty("device").GetString()!);
    }

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();

    private async Task RegisterAsync()
    {
        await page.GotoAsync("/register");
        foreach (var (label, value) in ((string, string)[])[("Username", username), ("Display name", name), ("Password", Password), ("Confirm password", Password)])
            await page.GetByLabel(label, new() { Exact = true }).FillAsync(value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "I have saved it", Exact = true }).CheckAsync(new() { Timeout = EnrolmentMs });
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await page.Locator(".bc-shell").WaitForAsync();
    }
}
