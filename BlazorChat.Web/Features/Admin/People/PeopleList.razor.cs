using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.People;

/// <summary>Everybody, by name, each leading to their page; and by what links new people may come.</summary>
public sealed partial class PeopleList
{
    private const int PageSize = 50;

    private IReadOnlyList<Person> shown = [];
    private IReadOnlyList<ListedDevice> devices = [];
    private IReadOnlyList<ClientKey> clientKeys = [];
    private IReadOnlyList<OpenInvitation> invitations = [];
    private string query = "";
    private int most = PageSize;
    private int total;

    [Inject] public required IPeople People { get; init; }
    [Inject] public required IAccountLinks Links { get; init; }
    [Inject] public required IDeviceRegister Register { get; init; }
    [Inject] public required IClientKeys ClientKeys { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    protected override async Task<bool> ReadAsync()
    {
        var before = (shown, devices, clientKeys, invitations, total);
        var everybody = query.Length == 0 ? People.Current.ByName : [.. People.Current.ByName.Where(Matches)];
        total = everybody.Length;
        shown = [.. everybody.Take(most)];
        devices = await Register.ListAsync([.. shown.Select(person => person.Id)], Left);
        clientKeys = await ClientKeys.ListAsync([.. shown.Select(person => person.Id)], Left);
        if (Links.AreInvitationsNeeded)
            invitations = await Links.InvitationsAsync(Left);
        return total != before.total || !shown.SequenceEqual(before.shown) || !devices.SequenceEqual(before.devices)
            || !clientKeys.SequenceEqual(before.clientKeys) || !invitations.SequenceEqual(before.invitations);
    }

    /// <summary>Disabled people too, whom the chat's own search leaves out.</summary>
    private bool Matches(Person person) =>
        person.DisplayName.Contains(query, StringComparison.CurrentCultureIgnoreCase) || person.Username.Contains(query, StringComparison.CurrentCultureIgnoreCase)
        || person.ShownName.Contains(query, StringComparison.CurrentCultureIgnoreCase);

    private async Task FindAsync(ChangeEventArgs e)
    {
        query = (e.Value as string ?? "").Trim();
        most = PageSize;
        await ReadAsync();
    }

    private async Task MoreAsync()
    {
        most += PageSize;
        await ReadAsync();
    }
}
