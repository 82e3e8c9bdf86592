using BlazorChat.Pki.Catalogue;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>Everything about one certificate, and what can be done about it. Read again when the authority did something.</summary>
public sealed partial class Certificate
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource left = new();
    private ITimer? timer;
    private CertificateDetails? found;
    private ActResult? outcome;
    private string? shown;
    private long version;
    private bool mayChange;
    private bool loaded;
    private bool refreshing;

    [Inject] internal AdminActs Admin { get; init; } = null!;
    [Inject] public required ICertificateCatalogue Catalogue { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [Parameter] public string Serial { get; set; } = "";

    public static string Address(string serial) => $"{Certificates.Path}/{serial}";

    protected override void OnInitialized() => timer = Clock.CreateTimer(_ => _ = InvokeAsync(RefreshAsync), null, Interval, Interval);

    protected override async Task OnParametersSetAsync()
    {
        if (Serial == shown)
            return;
        (shown, outcome) = (Serial, null);
        mayChange = await Admin.StandingAsync() is AdminStanding.Administers;
        await LoadAsync();
    }

    public void Dispose()
    {
        timer?.Dispose();
        left.Cancel();
        left.Dispose();
    }

    private async Task RefreshAsync()
    {
        if (refreshing || left.IsCancellationRequested)
            return;
        refreshing = true;
        try
        {
            var standing = await Admin.StandingAsync();
            if (standing is AdminStanding.None)
            {
                timer?.Dispose();
                Navigation.NavigateTo("/blocked?reason=not-administrator", forceLoad: true);
                return;
            }
            var could = mayChange;
            mayChange = standing is AdminStanding.Administers;
            // A key's change is written first and published a moment later: until both say the same it is looked at again.
            var settled = found is null || found.InList == found.Listed.KeyStatus;
            if (could == mayChange && settled && await Catalogue.VersionAsync(left.Token) == version)
                return;
            await LoadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            refreshing = false;
        }
    }

    private async Task LoadAsync()
    {
        var wanted = Serial;
        var seen = await Catalogue.VersionAsync(left.Token);
        // Whatever stands in the address: only what is filed is found.
        var details = SerialText.Parse(wanted) is { } serial ? await Catalogue.FindAsync(serial.Hex, left.Token) : null;
        if (wanted == Serial)
            (version, found, loaded) = (seen, details, true);
    }

    private async Task ActAsync(Func<Task<ActResult>> act)
    {
        outcome = await act();
        await LoadAsync();
    }
}
