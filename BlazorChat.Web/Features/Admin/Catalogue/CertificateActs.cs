using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>What an administrator does to certificates. Each act asks again who has the page open, as all of <see cref="AdminActs"/> do.</summary>
internal sealed class CertificateActs(AdminActs admin, ICertificateCatalogue catalogue, IAuthority authority, IPeople people, BulkActs bulk)
{
    /// <summary>What an act on these certificates would do.</summary>
    public async Task<ActPreview> PreviewAsync(CertificateFilter filter, StandingChange change, CancellationToken cancellation)
    {
        var targets = await catalogue.TargetsAsync(filter, cancellation);
        var own = (await admin.SessionAsync())?.Device?.ToString("D");
        return new ActPreview(
            change, [.. targets.Where(change.Changes).Select(target => target.Kid)], targets.Count,
            targets.Where(change.Changes).Select(target => target.Device).OfType<string>().Distinct(StringComparer.Ordinal).Count(),
            [.. targets.Where(change.Changes).Select(target => people.Current.Find(target.User)).OfType<Person>().Distinct().OrderBy(person => person.DisplayName, StringComparer.CurrentCultureIgnoreCase)],
            own is not null && targets.Any(target => target.Device == own && change.Changes(target)));
    }

    /// <summary>Does what was previewed, at once. <see cref="ActResult.Gone"/>: nothing was left to change, somebody else was faster.</summary>
    public Task<ActResult> DoAsync(ActPreview preview) => admin.AsAdministratorAsync(new("change-certificates", null, IsInLedger: true), async user =>
    {
        var (keys, actor) = (KeySelection.Of([.. preview.Kids]), Actor.User(user));
        // A page that goes away cancels nothing that was begun.
        var result = preview.Change switch
        {
            { Act: StandingAct.Revoke, Reason: { } reason } => await authority.RevokeAsync(keys, reason, actor, CancellationToken.None),
            { Act: StandingAct.Hold } => await authority.HoldAsync(keys, actor, CancellationToken.None),
            _ => await authority.ReleaseAsync(keys, actor, CancellationToken.None),
        };
        return result.Changed.Count > 0 ? ActResult.Done : ActResult.Gone;
    });

    /// <summary>Has the host do what was previewed, in portions.</summary>
    public Task<ActResult> StartAsync(ActPreview preview) => admin.AsAdministratorAsync(new("start-bulk-act", null), user =>
    {
        if (preview.Kids.Count == 0)
            return Task.FromResult(ActResult.Gone);
        bulk.Start(preview.Change, preview.Kids, user);
        return Task.FromResult(ActResult.Started);
    });

    public Task<ActResult> StopAsync(BulkProgress act) => admin.AsAdministratorAsync(new("stop-bulk-act", null), _ => Task.FromResult(bulk.Stop(act.Id) ? ActResult.Done : ActResult.Gone));

    public Task<ActResult> GoOnAsync(BulkProgress act) => admin.AsAdministratorAsync(new("go-on-bulk-act", null), user => Task.FromResult(bulk.GoOn(act.Id, user) ? ActResult.Started : ActResult.Gone));
}

/// <summary>What an act would do, before it is done. What is confirmed is exactly this: certificates issued meanwhile are not in it.</summary>
/// <param name="Change">The act.</param>
/// <param name="Kids">The keys it would change.</param>
/// <param name="Found">Keys it is about, those included that are so already.</param>
/// <param name="Devices">How many devices are among them.</param>
/// <param name="People">Whose they are, by name.</param>
/// <param name="OwnDevice">The very device in front of which the administrator sits is among them.</param>
public sealed record ActPreview(StandingChange Change, IReadOnlyList<string> Kids, int Found, int Devices, IReadOnlyList<Person> People, bool OwnDevice);
