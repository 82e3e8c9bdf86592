using System.Net;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Tests.Features.Accounts;

public class ConfirmPageTests
{
    private const string Page = "/confirm?return=%2Fadmin%2Fcertificates%3Fstatus%3DHeld";

    [Fact]
    public async Task Who_gives_the_password_again_goes_back_and_may_act()
    {
        await using var host = await AccountsHost.StartAsync();
        var (session, client) = await AdministratorAsync(host);
        host.Clock.Advance(SessionLimits.Confirmed);
        Assert.False(host.Sessions.Find(session)!.IsConfirmed);

        var answer = await SubmitAsync(client, "admin", AccountsHost.Password);

        Assert.Equal("/admin/certificates?status=Held", answer.Next());
        Assert.True(host.Sessions.Find(session)!.IsConfirmed);
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("admin", "")]
    [InlineData("nobody", AccountsHost.Password)]
    [InlineData("bob", AccountsHost.Password)]
    public async Task A_wrong_password_and_somebody_elses_confirm_nothing_and_are_answered_alike(string username, string password)
    {
        await using var host = await AccountsHost.StartAsync();
        var (session, client) = await AdministratorAsync(host);
        await host.SignedInAsync("bob");
        host.Clock.Advance(SessionLimits.Confirmed);

        var answer = await SubmitAsync(client, username, password);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal("The username or the password is wrong.", page.Alert());
        Assert.Equal("", page.Field("Password").Value);
        Assert.False(host.Sessions.Find(session)!.IsConfirmed);
    }

    [Fact]
    public async Task Guesses_count_with_those_at_sign_in()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await AdministratorAsync(host);
        HttpResponseMessage answer;
        var guesses = 0;
        do
            answer = await SubmitAsync(client, "admin", $"guess {guesses++}");
        while (answer.StatusCode == HttpStatusCode.Unauthorized && guesses < 200);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SubmitAsync(client, "admin", AccountsHost.Password)).StatusCode);
    }

    [Fact]
    public async Task An_address_elsewhere_is_not_gone_to_and_who_administers_nothing_has_no_business_here()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await AdministratorAsync(host);
        var answer = await SubmitAsync(client, "admin", AccountsHost.Password, "/confirm?return=%2F%2Fevil.example");
        Assert.Equal("/admin", answer.Next());

        var (_, bob) = await host.SignedInAsync("bob");
        Assert.NotEqual(HttpStatusCode.OK, (await bob.GetAsync(Page)).StatusCode);
    }

    private static async Task<(Guid Session, HttpClient Client)> AdministratorAsync(AccountsHost host)
    {
        var (user, client) = await host.WithDeviceAsync("admin");
        var link = (await host.FirstAdministrator.LinkAsync(default))!;
        Assert.True(await host.FirstAdministrator.RedeemAsync(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..], user, default));
        return (host.SessionOf(user), client);
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, string username, string password, string path = Page) =>
        await client.SubmitAsync(await client.PageAsync(path), "Confirm", ("Username", username), ("Password", password));
}
