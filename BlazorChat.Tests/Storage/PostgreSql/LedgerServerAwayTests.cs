using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Authorities;
using BlazorChat.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.PostgreSql;

/// <summary>The authority while its server goes away, on purpose or not.</summary>
public sealed class LedgerServerAwayTests : IDisposable
{
    private readonly PostgresServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task What_was_handed_out_before_and_during_a_restart_is_what_the_ledger_has(string how)
    {
        TestDatabase.On(_server);
        await using var host = await TestAuthority.OpenAsync();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var device = TestDevice.New();
            var serials = new List<string>();
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var issued = (await host.Authority.IssueAsync(device.Request())).ShouldBeOfType<IssueResult.Issued>();
                    serials.AddRange([issued.Sig.Serial, issued.Enc.Serial]);
                }
                catch (NpgsqlException)
                {
                    // Told before anything was decided, while what is known of the keys was read; an act would have waited.
                    await Task.Delay(10);
                }
            }
            return serials;
        })).ToList();
        await Task.Delay(300);
        _server.Stop(how);
        await Task.Delay(300);
        _server.Start();
        await Task.Delay(500);
        await stop.CancelAsync();
        var handedOut = (await Task.WhenAll(callers)).SelectMany(serials => serials).ToList();

        handedOut.ShouldNotBeEmpty();
        await using var database = await host.DatabaseAsync();
        (await database.Set<CertificateRow>().Select(row => row.Serial).ToListAsync()).ShouldBe(handedOut, ignoreOrder: true);
        (await host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_revocation_during_a_restart_is_done_once()
    {
        TestDatabase.On(_server);
        await using var host = await TestAuthority.OpenAsync();
        var issued = await host.IssueAsync(TestDevice.New());
        _server.Stop("immediate");
        var revoking = Task.Run(() => host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.Host));
        await Task.Delay(300);
        revoking.IsCompleted.ShouldBeFalse();
        _server.Start();
        await revoking;
        host.Authority.StatusOf(issued.Sig.Kid).State.ShouldBe(KeyState.Revoked);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new BlazorChat.Pki.Ledger.LedgerVerdict(4, null, null));
    }
}
