namespace BlazorChat.Web.Features.Accounts;

/// <summary>The act of signing in: password, users table. The caller gives the cookie.</summary>
internal sealed class SignIn(VerifyPassword verify, Users users, People people, DirectoryStandings standings, Photos photos, FirstAdministrator firstAdministrator)
{
    public async Task<SignInOutcome> TryAsync(string username, string password, string address, string? admin, CancellationToken cancellation)
    {
        var outcome = await DecideAsync(username, password, address, admin, cancellation);
        AccountMeters.Tried(outcome);
        return outcome;
    }

    private async Task<SignInOutcome> DecideAsync(string username, string password, string address, string? admin, CancellationToken cancellation)
    {
        var (person, refusal) = await verify.TryAsync(username, password, address, whose: null, cancellation);
        if (person is null)
            return refusal!;
        var before = people.Current.Find(person.Id);
        // Let in by the directory: whatever the last look at it found is over.
        await standings.EnableAsync(person.Id, cancellation);
        var user = await users.SignedInAsync(person, cancellation);
        if (before is not null && before.DisplayName != user.DisplayName)
            await standings.TryRenamedAsync(user.Id, cancellation);
        if (user.Disabled || user.DeletedAt is not null)
            return new SignInOutcome.Blocked(BlockReason.Disabled);
        await photos.TrySignedInAsync(user, person, cancellation);
        await firstAdministrator.RedeemAsync(admin, user.Id, cancellation);
        return new SignInOutcome.SignedIn(user);
    }
}

/// <summary>What became of it.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome() { }

    public sealed record SignedIn(User User) : SignInOutcome;

    public sealed record Wrong : SignInOutcome;

    public sealed record Throttled(TimeSpan Wait) : SignInOutcome;

    public sealed record Unreachable : SignInOutcome;

    /// <param name="Reason">A word of <see cref="BlockReason"/>.</param>
    public sealed record Blocked(string Reason) : SignInOutcome;
}
