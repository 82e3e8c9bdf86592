using System.Text.Json;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components.Authorization;

namespace BlazorChat.Web.Features.Admin;

/// <summary>
/// What an administrator does on the page. Before each act it asks again whether the circuit's session still lives, has a device and is an
/// administrator's: a circuit outlives the moment it was opened in.
/// </summary>
internal sealed class AdminActs(AuthenticationStateProvider authentication, ISessions sessions, IAccounts accounts, IAccountLinks links, IDirectoryPass directory, IDeviceRegister devices, IResets resets, ICertificateRequests requests, IAuthority authority, ILedger ledger)
{
    public async Task<ActResult> DisableAsync(Guid user) => await AsAdministratorAsync(new Act("disable-account", user), async actor => Of(await accounts.DisableAsync(user, actor, CancellationToken.None)));

    public async Task<ActResult> EnableAsync(Guid user) => await AsAdministratorAsync(new Act("enable-account", user), async actor => Of(await accounts.EnableAsync(user, actor, CancellationToken.None)));

    public async Task<ActResult> DeleteAsync(Guid user) => await AsAdministratorAsync(new Act("delete-account", user), async actor => Of(await accounts.DeleteAsync(user, actor, CancellationToken.None)));

    /// <summary>Makes an invitation; the path of its link is told once.</summary>
    public async Task<ActResult> InviteAsync(string note, TimeSpan lifetime, Action<string> tell) => await AsAdministratorAsync(new Act("invite", null), async actor =>
    {
        tell(await links.InviteAsync(note, lifetime, actor, CancellationToken.None));
        return ActResult.Done;
    });

    public async Task<ActResult> WithdrawAsync(OpenInvitation invitation) =>
        await AsAdministratorAsync(new Act("withdraw-invitation", null), async actor => Of(await links.WithdrawAsync(invitation.Id, actor, CancellationToken.None)));

    /// <summary>Makes a link by which somebody sets a new password; its path is told once.</summary>
    public async Task<ActResult> MakePasswordLinkAsync(Guid user, Action<string> tell) => await AsAdministratorAsync(new Act("password-link", user), async actor =>
    {
        if (await links.MakePasswordLinkAsync(user, actor, CancellationToken.None) is not { } path)
            return ActResult.Gone;
        tell(path);
        return ActResult.Done;
    });

    public async Task<ActResult> RevokeAsync(ListedDevice device, RevocationReason reason) =>
        await AsAdministratorAsync(new Act("revoke-device", device.User, IsInLedger: true), async actor => Of(await devices.RevokeAsync(device.User, device.Device, reason, actor, CancellationToken.None)));

    public async Task<ActResult> RevokeAsync(string kid, RevocationReason reason) =>
        await AsAdministratorAsync(new Act("revoke-key", null, IsInLedger: true), async actor => Of((await authority.RevokeAsync(KeySelection.Of(kid), reason, Actor.User(actor), CancellationToken.None)).Changed.Count > 0));

    public async Task<ActResult> HoldAsync(ListedDevice device) =>
        await AsAdministratorAsync(new Act("hold-device", device.User, IsInLedger: true), async actor => Of(await devices.HoldAsync(device.User, device.Device, actor, CancellationToken.None)));

    public async Task<ActResult> ReleaseAsync(ListedDevice device) =>
        await AsAdministratorAsync(new Act("release-device", device.User, IsInLedger: true), async actor => Of(await devices.ReleaseAsync(device.User, device.Device, actor, CancellationToken.None)));

    public async Task<ActResult> HoldAsync(string kid) =>
        await AsAdministratorAsync(new Act("hold-key", null, IsInLedger: true), async actor => Of((await authority.HoldAsync(KeySelection.Of(kid), Actor.User(actor), CancellationToken.None)).Changed.Count > 0));

    public async Task<ActResult> ReleaseAsync(string kid) =>
        await AsAdministratorAsync(new Act("release-key", null, IsInLedger: true), async actor => Of((await authority.ReleaseAsync(KeySelection.Of(kid), Actor.User(actor), CancellationToken.None)).Changed.Count > 0));

    public async Task<ActResult> EndAsync(OpenSession session) => await AsAdministratorAsync(new Act("end-session", session.User), async _ =>
    {
        if (sessions.Find(session.Id)?.User != session.User)
            return ActResult.Gone;
        await sessions.EndAsync(session.Id, SessionEndReason.EndedByAdministrator, CancellationToken.None);
        return ActResult.Done;
    });

    public async Task<ActResult> EndSessionsAsync(Guid user) => await AsAdministratorAsync(new Act("end-sessions", user), async _ =>
    {
        if (sessions.Of(user).Count == 0)
            return ActResult.Gone;
        await sessions.EndUserAsync(user, SessionEndReason.EndedByAdministrator, CancellationToken.None);
        return ActResult.Done;
    });

    public async Task<ActResult> ApproveAsync(WaitingReset reset) =>
        await AsAdministratorAsync(new Act("approve-reset", reset.User), async actor => Of(await resets.ApproveAsync(reset.User, reset.Entry, actor, CancellationToken.None)));

    public async Task<ActResult> RefuseAsync(WaitingReset reset) =>
        await AsAdministratorAsync(new Act("refuse-reset", reset.User), async actor => Of(await resets.RefuseAsync(reset.User, reset.Entry, actor, CancellationToken.None)));

    public async Task<ActResult> ApproveAsync(WaitingRequest request) =>
        await AsAdministratorAsync(new Act("approve-request", request.User, IsInLedger: true), async actor => Of(await requests.ApproveAsync(request.Id, Actor.User(actor), CancellationToken.None)));

    /// <param name="request">What is refused.</param>
    /// <param name="reason">Shown to the asker.</param>
    public async Task<ActResult> RefuseAsync(WaitingRequest request, string reason) =>
        await AsAdministratorAsync(new Act("refuse-request", request.User, IsInLedger: true), async actor => Of(await requests.RefuseAsync(request.Id, reason, Actor.User(actor), CancellationToken.None)));

    /// <summary>The directory is right: these people are to be shut out.</summary>
    public async Task<ActResult> ApproveDirectoryAsync(IReadOnlyCollection<Guid> users) => await AsAdministratorAsync(new Act("approve-directory", null), async _ =>
    {
        await directory.ApproveAsync(users, CancellationToken.None);
        return directory.Status.Problem is null ? ActResult.Done : ActResult.DirectoryUnreachable;
    });

    /// <summary>Walks the connection to the directory; each result is told as soon as it is there. No password is asked for.</summary>
    public async Task<ActResult> TestDirectoryAsync(IDirectoryTest test, string? username, Action<DirectoryTestResult> tell, CancellationToken cancellation) => await AsAdministratorAsync(new Act("test-directory", null), async _ =>
    {
        await foreach (var result in test.RunAsync(new DirectoryTestWish(username, AskPassword: null), cancellation))
            tell(result);
        return ActResult.Done;
    });

    /// <summary>
    /// The act stands in the ledger before it is done, so that none is done without; what came of it otherwise than asked for, and that it was not
    /// allowed, stands there after. Acts of the authority write their own rows.
    /// </summary>
    internal async Task<ActResult> AsAdministratorAsync(Act asked, Func<Guid, Task<ActResult>> act)
    {
        var session = await SessionAsync();
        if (session is not { IsAdmin: true, Device: not null })
        {
            var refused = session is { IsAuditor: true, Device: not null } ? ActResult.LooksOnly : ActResult.NotAllowed;
            if (session is not null)
                await WriteAsync(session.User, asked, refused);
            return refused;
        }
        if (!session.IsConfirmed)
            return ActResult.ConfirmFirst;
        if (!asked.IsInLedger)
            await WriteAsync(session.User, asked, outcome: null);
        var result = await act(session.User);
        if (result is not (ActResult.Done or ActResult.Started))
            await WriteAsync(session.User, asked, result);
        return result;
    }

    private Task WriteAsync(Guid user, Act asked, ActResult? outcome) =>
        ledger.RecordAsync(Actor.User(user), asked.Code, asked.User, outcome is { } result ? JsonNamingPolicy.KebabCaseLower.ConvertName(result.ToString()) : null, CancellationToken.None);

    /// <summary>What whoever has the page open may do at this moment.</summary>
    public async Task<AdminStanding> StandingAsync() => await SessionAsync() switch
    {
        { Device: null } or null => AdminStanding.None,
        { IsAdmin: true } => AdminStanding.Administers,
        { IsAuditor: true } => AdminStanding.LooksOnly,
        _ => AdminStanding.None,
    };

    internal async Task<ChatSession?> SessionAsync() => sessions.Current((await authentication.GetAuthenticationStateAsync()).User);

    /// <param name="Code">For the ledger; each has words in the texts of the audit.</param>
    /// <param name="User">With whom.</param>
    /// <param name="IsInLedger">The authority writes it down itself when it does it.</param>
    internal readonly record struct Act(string Code, Guid? User, bool IsInLedger = false);

    private static ActResult Of(AccountChange change) => change switch
    {
        AccountChange.Done => ActResult.Done,
        AccountChange.LastAdministrator => ActResult.LastAdministrator,
        AccountChange.DisabledInDirectory => ActResult.DisabledInDirectory,
        AccountChange.DisabledHereOnly => ActResult.DisabledHereOnly,
        AccountChange.NotEnabled => ActResult.NotEnabled,
        AccountChange.NotOurs => ActResult.NotOurs,
        _ => ActResult.Gone,
    };

    private static ActResult Of(ResetDecision decision) => decision == ResetDecision.Done ? ActResult.Done : ActResult.Gone;

    private static ActResult Of(bool done) => done ? ActResult.Done : ActResult.Gone;
}

/// <summary>What became of an act; each has a sentence in the texts.</summary>
public enum ActResult
{
    Done,

    /// <summary>The host is doing it.</summary>
    Started,

    /// <summary>Somebody else was faster, or it is not there any more.</summary>
    Gone,
    LastAdministrator,
    NotAllowed,

    /// <summary>The password was given too long ago: once more, then again.</summary>
    ConfirmFirst,

    /// <summary>It can only be enabled in the directory.</summary>
    DisabledInDirectory,

    /// <summary>The directory did not take it; the chat did.</summary>
    DisabledHereOnly,

    /// <summary>The directory did not take it, so neither did the chat.</summary>
    NotEnabled,
    DirectoryUnreachable,

    /// <summary>The account is the organisation's.</summary>
    NotOurs,

    /// <summary>An auditor may see everything here and change nothing.</summary>
    LooksOnly,
}

/// <summary>What somebody may do on the page of administration.</summary>
public enum AdminStanding
{
    None,
    LooksOnly,
    Administers,
}
