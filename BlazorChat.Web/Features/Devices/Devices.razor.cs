using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Devices;

/// <summary>One's own devices, recovery code and programs: until when each counts, and what to do about what ends.</summary>
public sealed partial class Devices
{
    private const int ShortLength = 8; // as on the page of administration

    private IReadOnlyList<ListedDevice> devices = [];
    private ListedDevice? recovery;
    private IReadOnlyList<ClientKey> programs = [];
    private IReadOnlyList<KeyEnding> endings = [];
    private IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>> certificates = new Dictionary<string, IReadOnlyList<IssuedCertificate>>();
    private string? here;

    [Inject] public required ISessions Sessions { get; init; }
    [Inject] public required IDeviceRegister Register { get; init; }
    [Inject] public required IClientKeys ClientKeys { get; init; }
    [Inject] public required IOwnEndings Endings { get; init; }
    [Inject] public required IAuthority Authority { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }
    [CascadingParameter] public required HttpContext Http { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (Sessions.Current(Http.User) is not { } session)
            return;
        var cancellation = Http.RequestAborted;
        here = session.Device is { } device ? Uuid.Write(device) : null;
        var all = (await Register.ListAsync([session.User], cancellation)).Where(own => own.Status is DeviceStatus.Active or DeviceStatus.Held).ToList();
        recovery = all.Find(own => own.Device == KeyOwner.Recovery);
        devices = [.. all.Where(own => own.Device != KeyOwner.Recovery).OrderBy(own => own.Device != here)];
        programs = [.. (await ClientKeys.ListAsync([session.User], cancellation)).Where(key => key.State != KeyState.Revoked)];
        endings = await Endings.OfAsync(session.User, cancellation);
        certificates = await Authority.CertificatesOfAsync([.. all.Select(own => own.Sig)], cancellation);
    }

    private bool IsDue(string kid) => endings.Any(ending => ending.Kid == kid);

    private DateTimeOffset? Ends(ListedDevice device) =>
        certificates.TryGetValue(device.Sig, out var leaves) ? leaves.Max(leaf => leaf.NotAfter) : null;
}
