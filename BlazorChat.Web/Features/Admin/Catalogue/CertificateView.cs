using System.Globalization;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>
/// A view of the certificates as an address has it, so that it can be sent to a colleague. Anything may stand there: a filter that cannot be
/// read finds nothing, rather than more than was meant, and is named in <see cref="Unreadable"/>; a page or an order that cannot be read is the first.
/// </summary>
public sealed class CertificateView
{
    public const int PageSize = 50;
    public const int MaxLength = 200; // of a field: nothing that is looked for is longer

    public const string Status = "status";
    public const string Person = "person";
    public const string Profile = "profile";
    public const string Device = "device";
    public const string Serial = "serial";
    public const string Fingerprint = "fingerprint";
    public const string Kid = "kid";
    public const string FromAfter = "from";
    public const string FromBefore = "from-to";
    public const string UntilAfter = "until";
    public const string UntilBefore = "until-to";
    public const string Sort = "sort";
    public const string Page = "page";

    /// <summary>What the filter is made of, in the order of the form.</summary>
    public static IReadOnlyList<string> Fields { get; } = [Status, Person, Profile, Device, Serial, Fingerprint, Kid, FromAfter, FromBefore, UntilAfter, UntilBefore];

    private readonly IReadOnlyDictionary<string, string> values;

    private CertificateView(IReadOnlyDictionary<string, string> values) => this.values = values;

    public CertificateFilter Filter { get; private init; } = CertificateFilter.All;

    /// <summary>Fields whose value is none.</summary>
    public IReadOnlyList<string> Unreadable { get; private init; } = [];

    public CertificateOrder Order { get; private init; }

    /// <summary>From 1.</summary>
    public int Number { get; private init; } = 1;

    public string this[string field] => values.GetValueOrDefault(field, "");

    /// <param name="value">What an address or a form says of a field; null: nothing.</param>
    /// <param name="people">In whom names are looked for.</param>
    public static CertificateView Read(Func<string, string?> value, PeopleSnapshot people)
    {
        var given = Fields.Concat([Sort, Page]).Select(field => (field, text: (value(field) ?? "").Trim())).Where(pair => pair.text.Length > 0)
            .ToDictionary(pair => pair.field, pair => pair.text, StringComparer.Ordinal);
        var unreadable = new List<string>();
        var filter = new CertificateFilter
        {
            Status = Part(Status, Word<CertificateStatus>),
            Users = Part(Person, typed => Users(typed, people)),
            Profile = Part(Profile, Word<CertificateProfile>),
            Device = Part(Device, DevicePrefix.Parse),
            Serial = Part(Serial, SerialText.Parse),
            Fingerprint = Part(Fingerprint, FingerprintText.Parse),
            Kid = Part(Kid, KidText.Parse),
            ValidFrom = new Period(Part(FromAfter, DayText.Parse), Part(FromBefore, DayText.Parse)?.AddDays(1)),
            ValidUntil = new Period(Part(UntilAfter, DayText.Parse), Part(UntilBefore, DayText.Parse)?.AddDays(1)),
        };
        return new CertificateView(given)
        {
            // Of nobody: nothing.
            Filter = unreadable.Count == 0 ? filter : new CertificateFilter { Users = [] },
            Unreadable = unreadable,
            Order = Ordered(given.GetValueOrDefault(Sort)),
            Number = int.TryParse(given.GetValueOrDefault(Page), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < int.MaxValue / PageSize ? page : 1,
        };

        T? Part<T>(string field, Func<string, T?> parse)
        {
            if (!given.TryGetValue(field, out var typed))
                return default;
            var parsed = typed.Length <= MaxLength ? parse(typed) : default;
            if (parsed is null)
                unreadable.Add(field);
            return parsed;
        }
    }

    /// <summary>The address of this view on another page, or sorted otherwise; of the same filter in any case.</summary>
    public string Address(string path, int page = 1, CertificateOrder? order = null)
    {
        var query = QueryString.Empty;
        foreach (var field in Fields.Where(values.ContainsKey))
            query = query.Add(field, values[field]);
        if (Written(order ?? Order) is { } sort)
            query = query.Add(Sort, sort);
        if (page > 1)
            query = query.Add(Page, page.ToString(CultureInfo.InvariantCulture));
        return path + query;
    }

    private static CertificateOrder Ordered(string? written) => written switch
    {
        "until-desc" => new CertificateOrder(CertificateColumn.ValidUntil, Descending: true),
        "from" => new CertificateOrder(CertificateColumn.ValidFrom, Descending: false),
        "from-desc" => new CertificateOrder(CertificateColumn.ValidFrom, Descending: true),
        "serial" => new CertificateOrder(CertificateColumn.Serial, Descending: false),
        "serial-desc" => new CertificateOrder(CertificateColumn.Serial, Descending: true),
        _ => default,
    };

    private static string? Written(CertificateOrder order) => order switch
    {
        { By: CertificateColumn.ValidUntil, Descending: true } => "until-desc",
        { By: CertificateColumn.ValidFrom, Descending: false } => "from",
        { By: CertificateColumn.ValidFrom } => "from-desc",
        { By: CertificateColumn.Serial, Descending: false } => "serial",
        { By: CertificateColumn.Serial } => "serial-desc",
        _ => null,
    };

    /// <summary>Names only: numbers and lists, which <see cref="Enum.TryParse{TEnum}(string, out TEnum)"/> takes too, are forged.</summary>
    private static T? Word<T>(string typed) where T : struct, Enum =>
        Array.Find(Enum.GetNames<T>(), name => name.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<T>(name) : null;

    private static IReadOnlyCollection<Guid> Users(string typed, PeopleSnapshot people)
    {
        if (Uuid.TryParse(typed, out var id))
            return [id];
        var text = SearchText.Fold(typed);
        return [.. people.ById.Values.Where(person => person.SearchText.Match(text) is not SearchMatch.None).Select(person => person.Id)];
    }
}
