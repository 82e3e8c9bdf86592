using System.Globalization;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Audit;

/// <summary>/admin/audit: the ledger for those who look at it. What is looked for stands in the address. The newest rows come by themselves.</summary>
public sealed partial class Audit
{
    private const int PageSize = 50;
    private const int HashLength = 64; // SHA-256 in hex
    private const int ShortLength = 16;

    private AuditView view = new();
    private IReadOnlyList<LedgerEntry>? rows;
    private bool more;
    private bool checking;
    private string? unclear;
    private string? kind, by, about, subject, from, to;

    private long? Newest => rows is [var first, ..] ? first.Seq : null;

    [Inject] public required ILedger Ledger { get; init; }
    [Inject] public required IPeople People { get; init; }
    [Inject] public required IStringLocalizer<AuditTexts> T { get; init; }
    [Inject] public required IStringLocalizer<Catalogue.Texts> Reasons { get; init; }

    [SupplyParameterFromQuery] public string? Kind { get; set; }
    [SupplyParameterFromQuery] public string? By { get; set; }
    [SupplyParameterFromQuery] public string? About { get; set; }
    [SupplyParameterFromQuery] public string? Subject { get; set; }
    [SupplyParameterFromQuery] public string? From { get; set; }
    [SupplyParameterFromQuery] public string? To { get; set; }

    /// <summary>As it stands in the address: whatever is no number is no place in the ledger, and means its newest row.</summary>
    [SupplyParameterFromQuery] public string? Before { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        view = new AuditView(Kind, By, About, Subject, From, To, long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null);
        (kind, by, about, subject, from, to) = (Kind, By, About, Subject, From, To);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var wanted = view;
        if (!view.TryRead(People, out var filter, out unclear))
        {
            (rows, more) = (null, false);
            return;
        }
        var read = await Ledger.ListAsync(filter, view.Before, PageSize + 1, Left);
        if (wanted != view)
            return; // another page is shown by now
        more = read.Count > PageSize;
        rows = [.. read.Take(PageSize)];
    }

    /// <summary>Older pages stay as they are: the ledger is only added to. What is typed meanwhile stays too.</summary>
    protected override async Task<bool> ReadAsync()
    {
        if (view.Before is not null)
            return false;
        var (newest, checkedAt) = (Newest, Ledger.Check?.At);
        await LoadAsync();
        return newest != Newest || checkedAt != Ledger.Check?.At;
    }

    private void Search() => Navigation.NavigateTo(new AuditView(kind, by, about, subject, from, to).Address());

    private async Task CheckAsync()
    {
        checking = true;
        try
        {
            await Ledger.CheckAsync(Left);
        }
        finally
        {
            checking = false;
        }
    }

    /// <summary>The code behind an act, in words where there are some; that of a refused request stays the one its asker was given.</summary>
    private string Because(LedgerEntry entry) => entry.Reason is not { } reason ? ""
        : entry.Act is LedgerAct.Administer ? $": {T[$"Code-{reason}"]}"
        : Reasons[$"Reason-{reason}"] is { ResourceNotFound: false } words ? $" ({words})"
        : $" ({reason})";
}
