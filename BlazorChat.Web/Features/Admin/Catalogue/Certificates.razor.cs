using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>
/// Every certificate, a page at a time. What is shown is in the address; what is selected and typed is kept while the page is open, also over
/// other pages and filters. Looked at again every two seconds, and read again when the authority did something.
/// </summary>
public sealed partial class Certificates
{
    public const string Path = "/admin/certificates";

    private static readonly CertificateStatus[] Statuses = Enum.GetValues<CertificateStatus>();

    private readonly HashSet<string> selected = new(StringComparer.Ordinal);
    private CertificateView view = CertificateView.Read(_ => null, PeopleSnapshot.Empty);
    private CataloguePage page = new([], 0);
    private CertificateCounts? counts;
    private IReadOnlyList<BulkProgress> running = [];
    private long version;
    private bool loaded;

    [Inject] internal BulkActs Bulk { get; init; } = null!;
    [Inject] public required ICertificateCatalogue Catalogue { get; init; }
    [Inject] public required IPeople People { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    // Words, whatever they should be: a forged one is answered by the page, not by the router.
    [SupplyParameterFromQuery(Name = CertificateView.Status)] public string? Status { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Person)] public string? Person { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Profile)] public string? Profile { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Device)] public string? Device { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Serial)] public string? Serial { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Fingerprint)] public string? Fingerprint { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Kid)] public string? Kid { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.FromAfter)] public string? FromAfter { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.FromBefore)] public string? FromBefore { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.UntilAfter)] public string? UntilAfter { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.UntilBefore)] public string? UntilBefore { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Sort)] public string? Sort { get; set; }
    [SupplyParameterFromQuery(Name = CertificateView.Page)] public string? PageNumber { get; set; }

    private int Pages => (page.Total + CertificateView.PageSize - 1) / CertificateView.PageSize;

    protected override async Task OnParametersSetAsync()
    {
        view = CertificateView.Read(Of, People.Current);
        await LoadAsync();
    }

    private string? Of(string field) => field switch
    {
        CertificateView.Status => Status,
        CertificateView.Person => Person,
        CertificateView.Profile => Profile,
        CertificateView.Device => Device,
        CertificateView.Serial => Serial,
        CertificateView.Fingerprint => Fingerprint,
        CertificateView.Kid => Kid,
        CertificateView.FromAfter => FromAfter,
        CertificateView.FromBefore => FromBefore,
        CertificateView.UntilAfter => UntilAfter,
        CertificateView.UntilBefore => UntilBefore,
        CertificateView.Sort => Sort,
        _ => PageNumber,
    };

    protected override async Task<bool> ReadAsync()
    {
        var seen = await Catalogue.VersionAsync(Left);
        var acts = Bulk.Current;
        if (seen == version && acts.SequenceEqual(running))
            return false;
        if (seen != version)
            await LoadAsync();
        running = acts;
        return true;
    }

    private async Task LoadAsync()
    {
        var wanted = view;
        // Before the rows: what happens meanwhile is read the next time.
        var seen = await Catalogue.VersionAsync(Left);
        var found = await Catalogue.PageAsync(wanted.Filter, wanted.Order, (wanted.Number - 1) * CertificateView.PageSize, CertificateView.PageSize, Left);
        if (wanted != view)
            return; // somebody clicked on meanwhile
        (version, page, running, loaded) = (seen, found, Bulk.Current, true);
        _ = BesideAsync(CountAsync);
    }

    /// <summary>The rows do not wait for the counts.</summary>
    private async Task CountAsync()
    {
        var counted = (await Catalogue.SummariseAsync(Left)).Counts;
        if (counted == counts)
            return;
        counts = counted;
        StateHasChanged();
    }

    private string Counted(CertificateStatus? status) => counts is null ? "" : WrittenNumber.Of(counts.Of(status));

    private void Go(string address) => Navigation.NavigateTo(address);

    private void Clear() => selected.Clear();
}
