using System.Globalization;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.WebUtilities;

namespace BlazorChat.Web.Features.Admin.Audit;

/// <summary>
/// What somebody looks for in the ledger, as it stands in the address, so that a colleague sees the same. Everything in it is what was typed:
/// <see cref="TryRead"/> makes a question of it or says what it does not understand.
/// </summary>
/// <param name="Kind">A word of <see cref="Kinds"/>.</param>
/// <param name="By">Who did it: a username, an id, <c>host</c> or <c>system</c>.</param>
/// <param name="About">Whom it is about: a username or an id.</param>
/// <param name="Subject">A serial number (hex or decimal), a key's kid or a device's id.</param>
/// <param name="From">The first day, UTC, yyyy-MM-dd.</param>
/// <param name="To">The last day.</param>
/// <param name="Before">Only rows older than this one.</param>
internal sealed record AuditView(string? Kind = null, string? By = null, string? About = null, string? Subject = null, string? From = null, string? To = null, long? Before = null)
{
    public const string Path = "/admin/audit";

    /// <summary>What one field may hold; longer is not understood.</summary>
    public const int MaxLength = 100;

    /// <summary>Acts that belong together, by the word that stands in the address.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<LedgerAct>> Kinds { get; } = new Dictionary<string, IReadOnlyList<LedgerAct>>(StringComparer.Ordinal)
    {
        ["administration"] = [LedgerAct.Administer, LedgerAct.Approve, LedgerAct.Decline],
        ["refusals"] = [LedgerAct.Refuse, LedgerAct.Decline],
        ["requests"] = [LedgerAct.Ask, LedgerAct.Approve, LedgerAct.Decline],
        ["issuance"] = [LedgerAct.Issue],
        ["revocation"] = [LedgerAct.Revoke, LedgerAct.Hold, LedgerAct.Release],
        ["authority"] = [LedgerAct.Open, LedgerAct.Request, LedgerAct.RootList, LedgerAct.TakeRoot, LedgerAct.CompareKeys, LedgerAct.SharedFactor],
    };

    /// <summary>The same view from its newest row on.</summary>
    public AuditView Newest => this with { Before = null };

    /// <summary>Whether it leaves rows out.</summary>
    public bool Narrows => Newest != new AuditView();

    /// <summary>Path and query, of this page or of a download of the same rows.</summary>
    public string Address(string path = Path) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["kind"] = Written(Kind),
        ["by"] = Written(By),
        ["about"] = Written(About),
        ["subject"] = Written(Subject),
        ["from"] = Written(From),
        ["to"] = Written(To),
        ["before"] = Before?.ToString(CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is not null).ToDictionary());

    /// <summary>False: the name of the first field that is not understood.</summary>
    public bool TryRead(IPeople people, out LedgerFilter filter, out string? unclear)
    {
        IReadOnlyList<LedgerAct>? acts = null;
        string? actor = null;
        Guid? about = null;
        DateTimeOffset? from = null, until = null;
        unclear =
            Kind is { Length: > 0 } && !Kinds.TryGetValue(Kind, out acts) ? nameof(Kind)
            : !TryActor(people, By, out actor) ? nameof(By)
            : !TryPerson(people, About, out about) ? nameof(About)
            : Subject is { Length: > MaxLength } ? nameof(Subject)
            : !TryDay(From, out from) ? nameof(From)
            : !TryDay(To, out until) ? nameof(To)
            : null;
        filter = new LedgerFilter(acts, actor, about, Written(Subject) is { } subject ? Serial(subject) : null, from, until?.AddDays(1));
        return unclear is null;
    }

    private static bool TryActor(IPeople people, string? typed, out string? actor)
    {
        actor = Written(typed) switch
        {
            null => null,
            "host" => Pki.Actor.Host.ToString(),
            "system" => Pki.Actor.System.ToString(),
            _ => TryPerson(people, typed, out var user) ? Pki.Actor.User(user!.Value).ToString() : "",
        };
        return actor is not "";
    }

    private static bool TryPerson(IPeople people, string? typed, out Guid? user)
    {
        user = null;
        if (Written(typed) is not { } name)
            return true;
        if (name.Length > MaxLength)
            return false;
        user = Guid.TryParseExact(name, "D", out var id) ? id
            : people.Current.ById.Values.FirstOrDefault(person => string.Equals(person.Username, name, StringComparison.OrdinalIgnoreCase))?.Id;
        return user is not null;
    }

    private static bool TryDay(string? typed, out DateTimeOffset? day)
    {
        day = Written(typed) is { } text ? DayText.Parse(text) : null;
        return day is not null || Written(typed) is null;
    }

    /// <summary>A whole serial number as the ledger writes it, however it was copied; anything else as it is.</summary>
    private static string Serial(string typed) => SerialText.Parse(typed) is { Hex.Length: SerialText.HexDigits } serial ? serial.Hex : typed;

    private static string? Written(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
