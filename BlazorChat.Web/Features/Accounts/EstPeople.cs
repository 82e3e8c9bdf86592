using System.Net;
using BlazorChat.Pki.Est;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>What EST may know of people: a password is tried as at the sign-in, with its throttle and all that follows from it but a session.</summary>
internal sealed class EstPeople(SignIn signIn, IPeople people, TimeProvider clock) : IEstPeople
{
    private const int MaxPasswordLength = 1024; // longer ones are no passwords, and hashing them costs

    private readonly Lock gate = new();
    private readonly AttemptCounter<Guid> requests = new(RateLimits.EstRequests, SignInThrottle.MaxKeys);

    public async Task<EstSignIn> SignInAsync(string username, string password, IPAddress? address, CancellationToken cancellation)
    {
        if (username.Length > User.MaxUsernameLength || password.Length > MaxPasswordLength)
            return new EstSignIn.Wrong();
        return await signIn.TryAsync(username, password, ClientAddress.Of(address), admin: null, cancellation) switch
        {
            SignInOutcome.SignedIn(var user) => new EstSignIn.Accepted(new EstPerson(user.Id, user.DisplayName)),
            SignInOutcome.Wrong => new EstSignIn.Wrong(),
            SignInOutcome.Throttled(var wait) => new EstSignIn.Throttled(wait),
            SignInOutcome.Blocked(var reason) => new EstSignIn.Blocked(reason),
            _ => new EstSignIn.Unreachable(),
        };
    }

    public EstPerson? Find(Guid user) => people.Current.Find(user) is { Disabled: false } person ? new EstPerson(person.Id, person.DisplayName) : null;

    public TimeSpan? Throttle(Guid user)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            return requests.Begin(user, now);
    }

    public string Write(IPAddress? address) => ClientAddress.Of(address);
}
