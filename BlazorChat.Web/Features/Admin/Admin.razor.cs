using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin;

/// <summary>People and their devices, and who waits for a decision. Kept current every few seconds while it is open.</summary>
public sealed partial class Admin
{
    private const int PageSize = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private ITimer? timer;
    private IReadOnlyList<Person> shown = [];
    private IReadOnlyList<ListedDevice> devices = [];
    private IReadOnlyList<ClientKey> clientKeys = [];
    private IReadOnlyList<WaitingReset> waiting = [];
    private IReadOnlyList<OpenInvitation> invitations = [];
    private IReadOnlyList<WaitingRequest> requests = [];
    private DirectoryStatus directory = new(null, null, []);
    private ActResult? outcome;
    private string query = "";
    private int most = PageSize;
    private int total;
    private bool mayChange = true;

    [Inject] internal AdminActs Acts { get; init; } = null!;
    [Inject] public required IAuthority Authority { get; init; }
    [Inject] public required IPeople People { get; init; }
    [Inject] public required IAccountLinks Links { get; init; }
    [Inject] public required IDirectoryPass Directory { get; init; }
    [Inject] public required IDeviceRegister Register { get; init; }
    [Inject] public required IClientKeys ClientKeys { get; init; }
    [Inject] public required IResets Resets { get; init; }
    [Inject] public required ICertificateRequests Requests { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    protected override async Task OnInitializedAsync()
    {
        mayChange = await Acts.StandingAsync() is not AdminStanding.LooksOnly;
        await LoadAsync();
        timer = Clock.CreateTimer(_ => _ = InvokeAsync(RefreshAsync), null, Interval, Interval);
    }

    public void Dispose() => timer?.Dispose();

    private async Task RefreshAsync()
    {
        // A role may go while the page is open: who has none any more is shown nothing more.
        var standing = await Acts.StandingAsync();
        if (standing is AdminStanding.None)
        {
            timer?.Dispose();
            Navigation.NavigateTo("/blocked?reason=not-administrator", forceLoad: true);
            return;
        }
        var could = mayChange;
        mayChange = standing is AdminStanding.Administers;
        var before = (shown, devices, clientKeys, waiting, requests, total, directory, invitations);
        await LoadAsync();
        if (mayChange != could || total != before.total || directory != before.directory || !shown.SequenceEqual(before.shown) || !devices.SequenceEqual(before.devices) || !clientKeys.SequenceEqual(before.clientKeys) || !waiting.SequenceEqual(before.waiting) || !requests.SequenceEqual(before.requests)
            || !invitations.SequenceEqual(before.invitations))
            StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var everybody = query.Length == 0 ? People.Current.ByName : [.. People.Current.ByName.Where(Matches)];
        total = everybody.Length;
        shown = [.. everybody.Take(most)];
        devices = await Register.ListAsync([.. shown.Select(person => person.Id)], CancellationToken.None);
        clientKeys = await ClientKeys.ListAsync([.. shown.Select(person => person.Id)], CancellationToken.None);
        directory = Directory.Status;
        waiting = await Resets.ListAsync(CancellationToken.None);
        requests = await Requests.ListAsync(CancellationToken.None);
        if (Links.AreInvitationsNeeded)
            invitations = await Links.InvitationsAsync(CancellationToken.None);
    }

    /// <summary>Disabled people too, whom the chat's own search leaves out.</summary>
    private bool Matches(Person person) =>
        person.DisplayName.Contains(query, StringComparison.CurrentCultureIgnoreCase) || person.Username.Contains(query, StringComparison.CurrentCultureIgnoreCase);

    private Task FindAsync(ChangeEventArgs e)
    {
        query = (e.Value as string ?? "").Trim();
        most = PageSize;
        return LoadAsync();
    }

    private Task MoreAsync()
    {
        most += PageSize;
        return LoadAsync();
    }

    private async Task ActAsync(Func<Task<ActResult>> act)
    {
        outcome = await act();
        await LoadAsync();
    }
}
