using BlazorChat.Pki.Catalogue;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>Everything about one certificate, and what can be done about it. Read again when the authority did something.</summary>
public sealed partial class Certificate
{
    private CertificateDetails? found;
    private string? shown;
    private long version;
    private bool loaded;

    [Inject] public required ICertificateCatalogue Catalogue { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [Parameter] public string Serial { get; set; } = "";

    public static string Address(string serial) => $"{Certificates.Path}/{serial}";

    protected override async Task OnParametersSetAsync()
    {
        if (Serial == shown)
            return;
        (shown, Outcome) = (Serial, null);
        await LoadAsync();
    }

    protected override async Task<bool> ReadAsync()
    {
        // A key's change is written first and published a moment later: until both say the same it is looked at again.
        var settled = found is null || found.InList == found.Listed.KeyStatus;
        if (settled && await Catalogue.VersionAsync(Left) == version)
            return false;
        await LoadAsync();
        return true;
    }

    private async Task LoadAsync()
    {
        var wanted = Serial;
        var seen = await Catalogue.VersionAsync(Left);
        // Whatever stands in the address: only what is filed is found.
        var details = SerialText.Parse(wanted) is { } serial ? await Catalogue.FindAsync(serial.Hex, Left) : null;
        if (wanted == Serial)
            (version, found, loaded) = (seen, details, true);
    }
}
