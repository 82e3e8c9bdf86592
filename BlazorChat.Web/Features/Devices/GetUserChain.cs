using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// GET /api/users/{user}/chain, and POST /api/users/chains for several: the whole chain as received, with every certificate of its keys, so that the
/// reader can verify everything. A session without a device sees its own only: it may need it to recover.
/// </summary>
internal static class GetUserChain
{
    /// <param name="User">The user's id.</param>
    /// <param name="Username">As the directory has it; not signed, for display only.</param>
    /// <param name="Name">The display name; the same.</param>
    /// <param name="Chosen">What they call themselves; null: nothing else. Nobody vouches for it.</param>
    /// <param name="Entries">From the first to the head.</param>
    /// <param name="Certs">By kid: every leaf, DER in base64url, oldest first.</param>
    /// <param name="PendingReset">The own reset that waits for an administrator.</param>
    public sealed record Answer(
        string User, string Username, string Name, string? Chosen, IReadOnlyList<Entry> Entries,
        IReadOnlyDictionary<string, IReadOnlyList<string>> Certs, Pending? PendingReset);

    public sealed record Entry(string Jws, long At);

    public sealed record Pending(string Device, long At);

    /// <summary>Whose chains are asked for, at most <see cref="MostAtOnce"/>.</summary>
    public sealed record Wanted(IReadOnlyList<string>? Users);

    /// <summary>In the order asked; who is not known here is left out.</summary>
    public sealed record Several(IReadOnlyList<Answer> Chains);

    /// <summary>A page that meets a large room asks for this many people at a time: some 10 KB each.</summary>
    public const int MostAtOnce = 100;

    public static void MapGetUserChain(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/users/{user}/chain", OneAsync).RequireSession();
        // A question, and not an act: what is asked for does not fit into an address.
        app.MapPost("/api/users/chains", SeveralAsync).RequireDevice().WithMetadata(new BodyLimit());
    }

    private static async Task<IResult> OneAsync(
        string user, ChatSession session, IPeople people, UserChainStore store, PendingResets resets, IAuthority authority,
        DeviceProblems problems, CancellationToken cancellation)
    {
        if (!Uuid.TryParse(user, out var id) || people.Current.Find(id) is not { } person)
            return Problem.NotFound();
        if (session.Device is null && id != session.User)
            return problems.NeedsDevice();

        var entries = await store.EntriesAsync(id, cancellation);
        var known = await authority.CertificatesOfAsync([.. entries.SelectMany(KidsOf).Distinct()], cancellation);
        var pending = id == session.User ? await resets.FindAsync(id, cancellation) : null;
        return TypedResults.Ok(Of(person, entries, known, pending));
    }

    private static async Task<IResult> SeveralAsync(
        Wanted body, IPeople people, UserChainStore store, IAuthority authority, DeviceProblems problems, CancellationToken cancellation)
    {
        if (body.Users?.Count > MostAtOnce)
            return problems.BadUsers();
        var users = new List<Person>();
        foreach (var user in (body.Users ?? []).Distinct(StringComparer.Ordinal))
        {
            if (!Uuid.TryParse(user, out var id))
                return problems.BadUsers();
            if (people.Current.Find(id) is { } person)
                users.Add(person);
        }

        var entries = await store.EntriesOfAsync([.. users.Select(person => person.Id)], cancellation);
        var known = await authority.CertificatesOfAsync([.. entries.SelectMany(of => of).SelectMany(KidsOf).Distinct()], cancellation);
        return TypedResults.Ok(new Several([.. users.Select(person => Of(person, [.. entries[person.Id]], known, null))]));
    }

    private static Answer Of(
        Person person, IReadOnlyList<UserChainEntry> entries, IReadOnlyDictionary<string, IReadOnlyList<Pki.Certificates.IssuedCertificate>> known, PendingReset? pending) =>
        new(
            Uuid.Write(person.Id),
            person.Username,
            person.DisplayName,
            person.ChosenName,
            [.. entries.Select(entry => new Entry(entry.Jws, entry.At.ToUnixTimeMilliseconds()))],
            entries.SelectMany(KidsOf).Distinct().Where(known.ContainsKey).ToDictionary(kid => kid, kid => Encode(known[kid])),
            pending is null ? null : new Pending(Uuid.Write(pending.DeviceId), pending.At.ToUnixTimeMilliseconds()));

    internal static IReadOnlyList<string> Encode(IReadOnlyList<Pki.Certificates.IssuedCertificate> certificates) =>
        [.. certificates.Select(certificate => CanonicalBase64Url.Encode(certificate.Der.Span))];

    private static IEnumerable<string> KidsOf(UserChainEntry row) =>
        !UserEntry.TryParse(row.Jws, out var entry, out _) ? [] : entry.Payload switch
        {
            FirstDevice e => [e.Sig.Value, e.Enc.Value],
            AddDevice e => [e.Sig.Value, e.Enc.Value],
            ResetDevices e => [e.Sig.Value, e.Enc.Value],
            RecoveryKey e => [e.Sig.Value, e.Enc.Value],
            _ => [],
        };
}
