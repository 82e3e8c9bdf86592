namespace BlazorChat.Web.Features.Accounts;

/// <summary>Links that administrators make for one person, each good once: to register, and to set a new password. Whoever has the link has
/// the right, so each is shown once, to whoever made it.</summary>
public interface IAccountLinks
{
    /// <summary>How long an invitation may be open.</summary>
    static IReadOnlyList<TimeSpan> Lifetimes { get; } = [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    /// <summary>People register here by invitation.</summary>
    bool AreInvitationsNeeded { get; }

    /// <summary>Passwords are the chat's own, so that an administrator can help who forgot theirs.</summary>
    bool CanHelpWithPasswords { get; }

    /// <summary>A new invitation: the path to open on this host.</summary>
    /// <param name="note">For whom; cut at 100 characters.</param>
    /// <param name="lifetime">One of <see cref="Lifetimes"/>.</param>
    /// <param name="actor">The administrator.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<string> InviteAsync(string note, TimeSpan lifetime, Guid actor, CancellationToken cancellation);

    /// <summary>The invitations that are not over, the one that ends first in front.</summary>
    Task<IReadOnlyList<OpenInvitation>> InvitationsAsync(CancellationToken cancellation);

    /// <summary>Withdraws an invitation. False: it was no longer open.</summary>
    Task<bool> WithdrawAsync(Guid invitation, Guid actor, CancellationToken cancellation);

    /// <summary>A link by which somebody sets a new password within a day: the path to open on this host. Earlier ones of this person stop
    /// working. Null: there is no such account, it is disabled, or its password is not ours.</summary>
    Task<string?> MakePasswordLinkAsync(Guid user, Guid actor, CancellationToken cancellation);
}

/// <param name="Id">Names it; opens nothing.</param>
/// <param name="Note">For whom, as the administrator wrote it; may be empty.</param>
/// <param name="MadeBy">The administrator.</param>
/// <param name="EndsAt">From when on it does not work.</param>
/// <param name="IsInUse">Somebody is registering with it at this moment, or was when a host died: then it can only be withdrawn.</param>
public sealed record OpenInvitation(Guid Id, string Note, Guid? MadeBy, DateTimeOffset EndsAt, bool IsInUse);
