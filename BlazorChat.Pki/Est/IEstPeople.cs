using System.Net;

namespace BlazorChat.Pki.Est;

/// <summary>What EST asks about people; the host answers from its directory and its accounts.</summary>
public interface IEstPeople
{
    /// <summary>
    /// Verifies a password, as signing in does: throttled per account and address, refused for accounts that may not be used. Neither of
    /// the two is ever empty.
    /// </summary>
    Task<EstSignIn> SignInAsync(string username, string password, IPAddress? address, CancellationToken cancellation);

    /// <summary>Somebody who may use this installation at this moment; null: unknown, disabled or gone.</summary>
    EstPerson? Find(Guid user);

    /// <summary>Counts a request for a certificate. How long to wait instead, if there were too many.</summary>
    TimeSpan? Throttle(Guid user);

    /// <summary>How the host writes an address where people read it.</summary>
    string Write(IPAddress? address);
}

/// <param name="DisplayName">The directory's.</param>
public sealed record EstPerson(Guid Id, string DisplayName);

/// <summary>What became of a username and a password.</summary>
public abstract record EstSignIn
{
    private EstSignIn() { }

    public sealed record Accepted(EstPerson Person) : EstSignIn;

    /// <summary>Wrong, or nobody of that name: one answer for both.</summary>
    public sealed record Wrong : EstSignIn;

    /// <summary>Too many attempts.</summary>
    public sealed record Throttled(TimeSpan Wait) : EstSignIn;

    /// <param name="Reason">One word, such as <c>disabled</c>.</param>
    public sealed record Blocked(string Reason) : EstSignIn;

    /// <summary>The directory does not answer.</summary>
    public sealed record Unreachable : EstSignIn;
}
