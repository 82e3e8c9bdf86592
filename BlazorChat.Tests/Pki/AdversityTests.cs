using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>What goes wrong around an authority: the disk, the clock, the age of its database.</summary>
public sealed class AdversityTests
{
    private const int Full = 13; // https://sqlite.org/rescode.html#full

    [Fact]
    [Trait("Database", "Sqlite")]
    public async Task On_a_full_disk_nothing_is_handed_out_and_nothing_is_half_there_and_with_room_it_goes_on()
    {
        await using var host = await TestAuthority.OpenAsync();
        var device = TestDevice.New();
        var handedOut = new List<IssueResult.Issued> { await host.IssueAsync(device) };
        host.MaxPages = 1; // SQLite takes what there is, when that is more
        DbUpdateException? fault = null;
        for (var i = 0; i < 20 && fault is null; i++)
            try
            {
                handedOut.Add(await host.IssueAsync(device));
            }
            catch (DbUpdateException e)
            {
                fault = e;
            }
        fault.ShouldNotBeNull().InnerException.ShouldBeOfType<SqliteException>().SqliteErrorCode.ShouldBe(Full);
        await Assert.ThrowsAsync<DbUpdateException>(() => host.IssueAsync(TestDevice.New()));
        await SameAsync();

        host.MaxPages = null;
        handedOut.Add(await host.IssueAsync(device));
        await SameAsync();

        async Task SameAsync()
        {
            (await host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
            await using var database = await host.DatabaseAsync();
            (await database.Set<CertificateRow>().Select(row => row.Serial).ToListAsync())
                .ShouldBe(handedOut.SelectMany(pair => new[] { pair.Sig.Serial, pair.Enc.Serial }), ignoreOrder: true);
            (await database.Set<CertifiedKey>().CountAsync()).ShouldBe(2);
        }
    }

    [Fact]
    public async Task When_the_clock_goes_back_rows_keep_their_order_and_a_certificate_begins_by_the_clock()
    {
        await using var host = await TestAuthority.OpenAsync();
        host.Clock.Advance(TimeSpan.FromDays(30));
        await host.IssueAsync(TestDevice.New());
        host.Clock.Set(host.Clock.GetUtcNow().AddDays(-3));
        var issued = await host.IssueAsync(TestDevice.New());
        issued.Sig.NotBefore.ShouldBe(host.Clock.GetUtcNow() - LeafProfile.Backdate);
        await using var database = await host.DatabaseAsync();
        (await database.Set<LedgerRow>().OrderByDescending(row => row.Seq).Select(row => row.Serial).FirstAsync()).ShouldBe(issued.Enc.Serial);
        (await host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Before_its_issuing_ca_begins_it_issues_nothing_and_says_that_the_clock_is_wrong()
    {
        await using var host = await TestAuthority.OpenAsync();
        var right = host.Clock.GetUtcNow();
        host.Clock.Set(right.AddYears(-1));
        var refused = await host.RefuseAsync(TestDevice.New().Request());
        refused.Code.ShouldBe(IssueRefusal.LintFailed);
        refused.Detail.ShouldContain("Set the clock right.");
        host.Clock.Set(right);
        await host.IssueAsync(TestDevice.New());
    }

    [Fact]
    public async Task Lists_made_while_the_clock_was_ahead_are_replaced_once_it_is_right()
    {
        await using var host = await TestAuthority.OpenAsync();
        var right = host.Clock.GetUtcNow();
        host.Clock.Set(right.AddDays(120));
        var issued = await host.IssueAsync(TestDevice.New());
        await host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.Host);
        await host.Get<RootCrlPublisher>().EnsureFreshAsync(default);
        var (ahead, root) = (host.Authority.Crl, host.Authority.RootCrl!);
        host.Clock.Set(right);
        await host.Get<CrlPublisher>().EnsureFreshAsync(default);
        await host.Get<RootCrlPublisher>().EnsureFreshAsync(default);
        (host.Authority.Crl.ThisUpdate, host.Authority.RootCrl!.ThisUpdate).ShouldBe((right, right));
        host.Authority.Crl.Number.ShouldBeGreaterThan(ahead.Number);
        host.Authority.RootCrl.Number.ShouldBeGreaterThan(root.Number);
        host.Authority.StatusOf(issued.Sig.Kid).State.ShouldBe(KeyState.Revoked);
    }

    [Fact]
    [Trait("Database", "Sqlite")]
    public async Task The_books_of_the_first_version_are_taken_over_by_this_one_and_verify()
    {
        await using var host = await TestAuthority.OpenAsync();
        var issued = await host.IssueAsync(TestDevice.New());
        await host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.Host);

        var file = Path.Combine(host.Home, "chat.db");
        var old = Path.Combine(host.Home, "old.db");
        await using (var database = new Web.Storage.SqliteChatDatabase(new DbContextOptionsBuilder<Web.Storage.SqliteChatDatabase>().UseSqlite($"Data Source={old};Pooling=False").Options))
        {
            var migrations = database.Database.GetMigrations().ToList();
            migrations.Count.ShouldBeGreaterThan(1);
            await database.GetService<IMigrator>().MigrateAsync(migrations[0]);
            await database.Database.OpenConnectionAsync();
            await database.Database.ExecuteSqlAsync($"ATTACH DATABASE {file} AS now");
            foreach (var table in (string[])["certified_keys", "certificates", "authority_ledger", "revocation_lists"])
            {
                var columns = await database.Database.SqlQuery<string>($"SELECT name AS Value FROM pragma_table_info({table})").ToListAsync();
                var list = string.Join(", ", columns.Select(column => $"\"{column}\""));
                await using var copy = database.Database.GetDbConnection().CreateCommand();
                copy.CommandText = $"INSERT INTO main.{table} ({list}) SELECT {list} FROM now.{table}";
                (await copy.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
            }
            await database.Database.CloseConnectionAsync();
            await database.Database.MigrateAsync();
        }
        host.CloseIdleConnections();
        foreach (var part in Directory.GetFiles(host.Home, "chat.db*")) // with the log, which a connection of the first host keeps
            File.Delete(part);
        File.Move(old, file);

        await using var again = await host.ReopenAsync();
        (await again.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(4, null, null));
        again.Authority.StatusOf(issued.Sig.Kid).State.ShouldBe(KeyState.Revoked);
        await again.IssueAsync(TestDevice.New());
    }
}
