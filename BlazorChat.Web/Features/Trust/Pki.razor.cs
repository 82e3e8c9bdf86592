using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Trust;

/// <summary>
/// The authority for everybody: certificates and lists, how to trust the root, and by which rules it certifies. Whatever is a figure or depends
/// on a setting is asked of who obeys it. Over plain http too, since it is needed before HTTPS is trusted.
/// </summary>
public sealed partial class Pki
{
    private const int DaysOfYear = 365; // as the profiles count

    private AuthorityPolicy policy = null!;
    private IReadOnlyList<CaDescription> cas = [];
    private CaDescription root = null!;

    [Inject] public required IAuthority Authority { get; init; }
    [Inject] public required IDirectoryPass Directory { get; init; }
    [Inject] public required IUserDirectory People { get; init; }
    [Inject] public required IAccountLinks Links { get; init; }
    [Inject] public required IOptions<DeviceOptions> Options { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    private bool IsClosed => People.Rules.Registration == RegistrationMode.Off;

    protected override void OnInitialized()
    {
        policy = Authority.Policy;
        var described = Authority.Description.Cas;
        root = described.Single(ca => ca is { IsRoot: true, InUse: true });
        // What is used first, of that the root first; then the newest of those before.
        cas = [.. described.Reverse().OrderBy(ca => !ca.InUse).ThenBy(ca => ca.InUse && !ca.IsRoot)];
    }

    private string Bits(ProfileDescription profile) =>
        profile.MinKeyBits == profile.MaxKeyBits ? $"{profile.MinKeyBits}" : T["Between", profile.MinKeyBits, profile.MaxKeyBits];

    private string Span(TimeSpan time) => (time.Days, time.Days % DaysOfYear) switch
    {
        (1, _) => T["Day"],
        (DaysOfYear, _) => T["Year"],
        (var days, 0) => T["Years", days / DaysOfYear],
        var (days, _) => T["Days", days],
    };
}
