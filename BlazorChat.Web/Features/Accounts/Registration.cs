using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// The act of registering: throttle, who may, directory, users table. The caller gives the cookie. Where registration is not open, one link
/// makes one account: an invitation, or the first administrator's, without which nobody could ever get into a directory of the chat's own.
/// </summary>
internal sealed partial class Registration(
    IUserDirectory directory, IEnumerable<IOwnAccounts> own, RegistrationThrottle throttle, Users users, OneTimeLinks links, FirstAdministrator firstAdministrator, ILogger<Registration> logger)
{
    // Of two who hold the first administrator's link the second finds it used.
    private readonly SemaphoreSlim gate = new(1);

    private RegistrationMode Mode => directory.Rules.Registration;

    /// <summary>What a page may offer to whoever came with these tokens.</summary>
    public async Task<RegistrationOffer> OfferAsync(string? admin, string? invitation, CancellationToken cancellation)
    {
        if (Mode is RegistrationMode.Open || await IsFirstAsync(admin, cancellation))
            return RegistrationOffer.Offered;
        if (Mode is RegistrationMode.Off)
            return RegistrationOffer.NotOffered;
        if (string.IsNullOrEmpty(invitation))
            return RegistrationOffer.InvitationNeeded;
        return await links.FindOpenAsync(invitation, OneTimeLinkKind.Invitation, cancellation) is null ? RegistrationOffer.InvitationGone : RegistrationOffer.Offered;
    }

    public async Task<RegistrationOutcome> TryAsync(NewAccount account, string address, string? admin, string? invitation, CancellationToken cancellation)
    {
        if (throttle.Begin(address) is { } wait)
            return new RegistrationOutcome.Throttled(wait);
        if (Mode is RegistrationMode.Open)
            return await WelcomeAsync(await directory.RegisterAsync(account, cancellation), admin, cancellation);
        if (await TryFirstAsync(account, admin, cancellation) is { } outcome)
            return outcome;
        if (Mode is RegistrationMode.Off)
            return new RegistrationOutcome.Failed(RegistrationFailure.NotOffered);
        var result = await links.UseAsync(invitation, OneTimeLinkKind.Invitation, link => RegisterInvitedAsync(account, link), result => result is RegistrationResult.Registered, cancellation);
        return result is null ? new RegistrationOutcome.Failed(RegistrationFailure.InvitationGone) : await WelcomeAsync(result, admin, cancellation);
    }

    private async Task<bool> IsFirstAsync(string? admin, CancellationToken cancellation) =>
        (Mode is not RegistrationMode.Off || own.Any()) && await firstAdministrator.IsOpenAsync(admin, cancellation);

    private async Task<RegistrationOutcome?> TryFirstAsync(NewAccount account, string? admin, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(admin))
            return null;
        await gate.WaitAsync(cancellation);
        try
        {
            return await IsFirstAsync(admin, cancellation) ? await WelcomeAsync(await directory.RegisterAsync(account, CancellationToken.None), admin, CancellationToken.None) : null;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<RegistrationResult> RegisterInvitedAsync(NewAccount account, OneTimeLink link)
    {
        var result = await directory.RegisterAsync(account, CancellationToken.None);
        if (result is RegistrationResult.Registered(var person))
            LogInvited(logger, person.Id, link.Id, link.MadeBy);
        return result;
    }

    private async Task<RegistrationOutcome> WelcomeAsync(RegistrationResult result, string? admin, CancellationToken cancellation)
    {
        switch (result)
        {
            case RegistrationResult.Registered(var person):
                var user = await users.SignedInAsync(person, cancellation);
                await firstAdministrator.RedeemAsync(admin, user.Id, cancellation);
                return new RegistrationOutcome.Registered(user);
            case RegistrationResult.Refused(var problems):
                return new RegistrationOutcome.Refused(problems);
            case RegistrationResult.NotOffered:
                return new RegistrationOutcome.Failed(RegistrationFailure.NotOffered);
            case RegistrationResult.NotPossible:
                return new RegistrationOutcome.Failed(RegistrationFailure.NotPossible);
            default:
                return new RegistrationOutcome.Failed(RegistrationFailure.Unreachable);
        }
    }

    [LoggerMessage(2042, LogLevel.Information, "Account {User} was registered by invitation {Link} that {MadeBy} made.")]
    private static partial void LogInvited(ILogger logger, Guid user, Guid link, Guid? madeBy);
}

/// <summary>Whether there is a form to fill in, and if not, why.</summary>
internal enum RegistrationOffer
{
    Offered,
    NotOffered,
    InvitationNeeded,

    /// <summary>The invitation is used, over, withdrawn or made up.</summary>
    InvitationGone,
}

/// <summary>What became of it.</summary>
internal abstract record RegistrationOutcome
{
    private RegistrationOutcome() { }

    public sealed record Registered(User User) : RegistrationOutcome;

    public sealed record Refused(IReadOnlyList<RegistrationProblem> Problems) : RegistrationOutcome;

    public sealed record Throttled(TimeSpan Wait) : RegistrationOutcome;

    public sealed record Failed(RegistrationFailure Why) : RegistrationOutcome;
}

internal enum RegistrationFailure
{
    NotOffered,
    NotPossible,
    Unreachable,
    InvitationGone,
}
