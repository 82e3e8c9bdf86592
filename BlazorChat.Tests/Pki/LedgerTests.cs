using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public class LedgerTests : IAsyncLifetime
{
    private static readonly TestDevice Device = TestDevice.New();
    private TestAuthority _host = null!;

    public async Task InitializeAsync()
    {
        _host = await TestAuthority.OpenAsync();
        var issued = await _host.IssueAsync(Device);
        await _host.Authority.HoldAsync(KeySelection.Of(issued.Sig.Kid), Actor.System);
        await _host.Authority.ReleaseAsync(KeySelection.Of(issued.Sig.Kid), Actor.Host);
        await _host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.User(Device.User));
        await _host.RefuseAsync(Device.Request());
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Every_act_has_its_row_and_all_fit()
    {
        (await _host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(7, null, null));
        await using var database = await _host.DatabaseAsync();
        var rows = await database.Set<LedgerRow>().OrderBy(row => row.Seq).ToListAsync();
        rows.Select(row => row.Act).ShouldBe([LedgerAct.Open, LedgerAct.Issue, LedgerAct.Issue, LedgerAct.Hold, LedgerAct.Release, LedgerAct.Revoke, LedgerAct.Refuse]);
        rows.Select(row => row.Actor).ShouldBe(["system", $"user:{Device.User}", $"user:{Device.User}", "system", "host", $"user:{Device.User}", $"user:{Device.User}"]);
        rows[5].Reason.ShouldBe("KeyCompromise");
        rows[6].Reason.ShouldBe(IssueRefusal.KeyRevoked);
        rows[1].ShouldSatisfyAllConditions(
            row => row.User.ShouldBe(Device.User),
            row => row.Device.ShouldBe(Device.Device),
            row => row.Kid!.Length.ShouldBe(43),
            row => row.Serial!.Length.ShouldBe(34),
            row => row.At.ShouldBe(_host.Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData("\"At\" = \"At\" + 1")]
    [InlineData("\"Act\" = 'Hold'")]
    [InlineData("\"Actor\" = 'user:somebody else'")]
    [InlineData("\"User\" = NULL")]
    [InlineData("\"Device\" = 'recovery'")]
    [InlineData("\"Kid\" = NULL")]
    [InlineData("\"Serial\" = 'AA'")]
    [InlineData("\"Reason\" = 'Superseded'")]
    [InlineData("\"Detail\" = ''")]
    [InlineData("\"Hash\" = \"Prev\"")]
    public async Task A_changed_row_is_named(string change)
    {
        await _host.ExecuteAsync($"UPDATE authority_ledger SET {change} WHERE \"Seq\" = 3");
        var verdict = await _host.Authority.VerifyLedgerAsync();
        verdict.FirstBroken.ShouldBe(3);
        verdict.Why.ShouldBe("Row 3 was changed.");
        verdict.Rows.ShouldBe(2);
    }

    [Fact]
    public async Task A_row_that_says_what_no_row_can_is_named_as_well_and_nothing_is_called_intact_any_more()
    {
        var ledger = _host.Get<ILedger>();
        (await ledger.CheckAsync(default)).Verdict.Intact.ShouldBeTrue();
        await _host.ExecuteAsync("UPDATE authority_ledger SET \"Act\" = 'X' WHERE \"Seq\" = 3");
        var verdict = (await ledger.CheckAsync(default)).Verdict;
        verdict.FirstBroken.ShouldBe(3);
        verdict.Why.ShouldNotBeNull().ShouldStartWith("Row 3 cannot be read");
        ledger.Check!.Verdict.Intact.ShouldBeFalse();
    }

    [Fact]
    public async Task A_row_rewritten_with_its_own_hash_breaks_the_next()
    {
        await using (var database = await _host.DatabaseAsync())
        {
            var row = await database.Set<LedgerRow>().AsNoTracking().SingleAsync(row => row.Seq == 4);
            var forged = new LedgerRow { Seq = 4, At = row.At, Act = row.Act, Actor = "host", User = row.User, Device = row.Device, Kid = row.Kid, Prev = row.Prev, Hash = "" };
            await _host.ExecuteAsync($"UPDATE authority_ledger SET \"Actor\" = 'host', \"Hash\" = '{LedgerHash.Of(forged)}' WHERE \"Seq\" = 4");
        }
        (await _host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(4, 5, "Row 5 does not continue the row before it."));
    }

    [Fact]
    public async Task A_missing_row_is_noticed()
    {
        await _host.ExecuteAsync("DELETE FROM authority_ledger WHERE \"Seq\" = 4");
        (await _host.Authority.VerifyLedgerAsync()).Why.ShouldBe("Row 4 is missing.");
    }

    [Fact]
    public async Task A_cut_off_end_is_noticed_as_far_as_the_crl_knows()
    {
        await _host.ExecuteAsync("DELETE FROM authority_ledger WHERE \"Seq\" >= 5");
        (await _host.Authority.VerifyLedgerAsync()).Why.ShouldBe("The CRL knows row 6, but the ledger ends at 4.");
    }

    [Theory]
    [InlineData("UPDATE certificates SET \"Der\" = {nothing} WHERE \"IssuedSeq\" = 2", "of row 2 was changed")]
    [InlineData("DELETE FROM certificates WHERE \"IssuedSeq\" = 3", "of row 3 is missing")]
    [InlineData("UPDATE certificates SET \"IssuedSeq\" = 4 WHERE \"IssuedSeq\" = 3", "of row 3 is missing")]
    [InlineData("INSERT INTO certificates (\"Serial\", \"Issuer\", \"Kid\", \"NotBefore\", \"NotAfter\", \"IssuedSeq\", \"Der\") SELECT 'AA', \"Issuer\", \"Kid\", \"NotBefore\", \"NotAfter\", 99, \"Der\" FROM certificates WHERE \"IssuedSeq\" = 2", "AA has no row")]
    [InlineData("UPDATE certified_keys SET \"State\" = 'Good' WHERE \"State\" = 'Revoked'", "is Good, which the ledger does not say")]
    [InlineData("UPDATE certified_keys SET \"State\" = 'Good', \"ChangedSeq\" = 99 WHERE \"State\" = 'Revoked'", "is Good, which the ledger does not say")]
    [InlineData("DELETE FROM certified_keys WHERE \"State\" = 'Revoked'", "is missing, of which the ledger says that it was certified")]
    [InlineData("UPDATE certified_keys SET \"User\" = '0a0a0a0a-0000-0000-0000-000000000000' WHERE \"State\" = 'Good'", "has another owner than row 3 says")]
    [InlineData("UPDATE certified_keys SET \"Device\" = 'recovery' WHERE \"State\" = 'Revoked'", "has another owner than row 2 says")]
    [InlineData("UPDATE certified_keys SET \"PublicKey\" = (SELECT \"PublicKey\" FROM certified_keys WHERE \"State\" = 'Good')", "The public key of")]
    [InlineData("UPDATE certified_keys SET \"Reason\" = 'Superseded' WHERE \"State\" = 'Revoked'", "since another time or for another reason")]
    [InlineData("UPDATE certified_keys SET \"Since\" = NULL WHERE \"State\" = 'Revoked'", "since another time or for another reason")]
    public async Task What_the_ledger_is_about_is_held_against_it(string statement, string why)
    {
        await _host.ExecuteAsync(WithoutKeys(statement.Replace("{nothing}", TestDatabase.IsPostgreSql ? @"'\x'" : "x''", StringComparison.Ordinal)));
        (await _host.Authority.VerifyLedgerAsync()).Why.ShouldNotBeNull().ShouldContain(why);
    }

    /// <summary>As whoever changes the database by hand does it: foreign keys are the database's, and off where nobody turns them on.</summary>
    private static string WithoutKeys(string statement) =>
        TestDatabase.IsPostgreSql ? $"SET session_replication_role = replica; {statement}; SET session_replication_role = DEFAULT"
        : $"PRAGMA foreign_keys = OFF; {statement}; PRAGMA foreign_keys = ON";

    [Fact]
    public async Task Code_that_changes_a_row_fails()
    {
        await using var database = await _host.DatabaseAsync();
        var row = await database.Set<LedgerRow>().FirstAsync();
        database.Entry(row).Property(entity => entity.Actor).CurrentValue = "user:somebody else";
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.SaveChangesAsync());
    }

    [Fact]
    public void No_two_rows_run_together_to_the_same_hash()
    {
        LedgerRow Row(string? device, string? kid) => new() { Seq = 1, Actor = "a", Device = device, Kid = kid, Prev = "", Hash = "" };
        string[] hashes = [LedgerHash.Of(Row("ab", "c")), LedgerHash.Of(Row("a", "bc")), LedgerHash.Of(Row("abc", "")), LedgerHash.Of(Row("abc", null)), LedgerHash.Of(Row(null, "abc"))];
        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    [Fact]
    public async Task Nothing_is_handed_out_when_the_row_cannot_be_written()
    {
        // As on a full disk: the insert fails after the certificates were signed.
        await _host.ExecuteNonQueryAsync(TestDatabase.IsPostgreSql
            ? "ALTER TABLE certificates ADD CONSTRAINT refuses_all CHECK (false) NOT VALID"
            : "CREATE TRIGGER refuses_all BEFORE INSERT ON certificates BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
        var device = TestDevice.New();
        await Assert.ThrowsAsync<DbUpdateException>(() => _host.Authority.IssueAsync(device.Request()));
        (await _host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(7, null, null));
        await _host.ExecuteNonQueryAsync(TestDatabase.IsPostgreSql ? "ALTER TABLE certificates DROP CONSTRAINT refuses_all" : "DROP TRIGGER refuses_all");
        await _host.IssueAsync(device);
    }
}
