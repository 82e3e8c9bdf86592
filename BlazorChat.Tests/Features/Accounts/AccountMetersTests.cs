using System.Net.Http.Json;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Features.Accounts;

[Collection(InstrumentTests.Name)]
public sealed class AccountMetersTests
{
    [Fact]
    public async Task Sign_ins_are_counted_by_what_became_of_them()
    {
        using var measured = new Measured();
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var client = host.Client();
        await client.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = AccountsHost.Password });
        var throttled = 0;
        while (throttled == 0)
        {
            await client.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = "wrong" });
            throttled = measured.Count("blazorchat.sign_ins", "outcome=throttled");
            measured.Count("blazorchat.sign_ins", "outcome=wrong").ShouldBeLessThan(100);
        }
        measured.Sum("blazorchat.sign_ins", "outcome=succeeded").ShouldBe(1);
        measured.Sum("blazorchat.sign_ins", "outcome=wrong").ShouldBeGreaterThan(1);
        measured.Text.ShouldNotContain("alice");
    }
}
