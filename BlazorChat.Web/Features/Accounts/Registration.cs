using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The act of registering: throttle, directory, users table. The caller gives the cookie.</summary>
internal sealed class Registration(IUserDirectory directory, RegistrationThrottle throttle, Users users, FirstAdministrator firstAdministrator)
{
    public async Task<RegistrationOutcome> TryAsync(NewAccount account, string address, string? admin, CancellationToken cancellation)
    {
        if (!directory.Rules.CanRegister)
            return new RegistrationOutcome.Failed(RegistrationFailure.NotOffered);
        if (throttle.Begin(address) is { } wait)
            return new RegistrationOutcome.Throttled(wait);
        switch (await directory.RegisterAsync(account, cancellation))
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
}
