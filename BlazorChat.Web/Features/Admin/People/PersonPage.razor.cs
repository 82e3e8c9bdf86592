using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.People;

/// <summary>Everything about one person, and all that is done with them.</summary>
public sealed partial class PersonPage
{
    private Everything? shown;
    private ChatSession? own;
    private (Guid User, long Version, int Count) counted;
    private bool loaded;

    [Inject] public required IPeople People { get; init; }
    [Inject] public required IAccounts Accounts { get; init; }
    [Inject] public required IDeviceRegister Register { get; init; }
    [Inject] public required IClientKeys ClientKeys { get; init; }
    [Inject] public required ISessions Sessions { get; init; }
    [Inject] public required IResets Resets { get; init; }
    [Inject] public required ICertificateCatalogue Certificates { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    /// <summary>A word, whatever it should be: a forged one is answered by the page, not by the router.</summary>
    [Parameter] public required string Id { get; set; }

    /// <summary>Of a person's page.</summary>
    public static string Address(Guid user) => $"/admin/people/{user:D}";

    protected override async Task OnParametersSetAsync()
    {
        own = await Acts.SessionAsync();
        await ReadAsync();
        loaded = true;
    }

    protected override async Task<bool> ReadAsync()
    {
        var (before, wanted) = (shown, Id);
        if (!Guid.TryParseExact(wanted, "D", out var id) || People.Current.Find(id) is not { } person)
        {
            shown = null;
            return before is not null;
        }
        var read = new Everything(
            person, await Accounts.DescribeAsync(id, Left), await Register.ListAsync([id], Left), await ClientKeys.ListAsync([id], Left),
            Sessions.Of(id), [.. (await Resets.ListAsync(Left)).Where(reset => reset.User == id)], await CountAsync(id));
        if (wanted != Id)
            return false; // somebody went on to another meanwhile
        shown = read;
        return before is null || !read.IsAs(before);
    }

    /// <summary>Counted only when the authority did something since: of 100,000 certificates it takes a while.</summary>
    private async Task<int> CountAsync(Guid user)
    {
        var version = await Certificates.VersionAsync(Left);
        if (counted.User != user || counted.Version != version)
            counted = (user, version, (await Certificates.PageAsync(new CertificateFilter { Users = [user] }, default, 0, 1, Left)).Total);
        return counted.Count;
    }

    /// <summary>What is known of one person at one moment.</summary>
    private sealed record Everything(
        Person Person, AccountDetails? Account, IReadOnlyList<ListedDevice> Devices, IReadOnlyList<ClientKey> ClientKeys,
        IReadOnlyList<OpenSession> Sessions, IReadOnlyList<WaitingReset> Waiting, int Certificates)
    {
        public bool IsAs(Everything other) =>
            (Person, Account, Certificates).Equals((other.Person, other.Account, other.Certificates)) && Devices.SequenceEqual(other.Devices)
            && ClientKeys.SequenceEqual(other.ClientKeys) && Sessions.SequenceEqual(other.Sessions) && Waiting.SequenceEqual(other.Waiting);
    }
}
