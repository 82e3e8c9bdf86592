using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Catalogue;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.People;

/// <summary>Every device somebody ever had and the keys of their programs. What shuts one out asks once, below the table.</summary>
public sealed partial class KeyTable
{
    private const int ShortLength = 8;

    private static readonly RevocationReason[] Reasons =
    [
        RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.Superseded,
        RevocationReason.CessationOfOperation, RevocationReason.PrivilegeWithdrawn, RevocationReason.AffiliationChanged,
    ];

    private Question? asked;
    private RevocationReason reason;

    [Inject] internal AdminActs Acts { get; init; } = null!;
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [Parameter, EditorRequired] public required Person Person { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<ListedDevice> Devices { get; set; }
    [Parameter] public IReadOnlyList<ClientKey> ClientKeys { get; set; } = [];

    /// <summary>The device in front of which the administrator sits.</summary>
    [Parameter] public Guid? Own { get; set; }
    [Parameter] public bool MayChange { get; set; } = true;
    [Parameter, EditorRequired] public EventCallback<Func<Task<ActResult>>> OnAct { get; set; }

    /// <summary>By which a device is told from others: not all of its id.</summary>
    internal static string Short(string id) => id[..Math.Min(ShortLength, id.Length)];

    private IEnumerable<Row> Rows =>
    [
        .. Devices.Select(device => new Row((device.Device, device.Sig), device.Device == KeyOwner.Recovery ? T["Recovery"].Value : null, device.Device, device.Status)
        {
            IsOwn = device.Device == Own?.ToString("D"),
            Added = device.AddedAt,
            LastSeen = device.LastSeenAt,
            // Of a recovery pair there may have been many: they are told apart by their keys.
            Certificates = device.Device == KeyOwner.Recovery ? By(CertificateView.Kid, device.Sig) : By(CertificateView.Device, device.Device),
            Revoke = device.Device == KeyOwner.Recovery ? null : new Question(T["RevokeText", Short(device.Device), Person.DisplayName], T["RevokeConfirm"], why => Acts.RevokeAsync(device, why)) { HasReason = true },
            Hold = device.Device == KeyOwner.Recovery ? null : new Question(T["HoldText", Short(device.Device), Person.DisplayName], T["HoldConfirm"], _ => Acts.HoldAsync(device)),
            Release = () => Acts.ReleaseAsync(device),
        }),
        .. ClientKeys.Select(key => new Row((key.Kid, ""), T["ClientKey"], key.Key, StatusOf(key.State))
        {
            Until = key.NotAfter,
            Certificates = By(CertificateView.Kid, key.Kid),
            Revoke = new Question(T["RevokeKeyText", Short(key.Key)], T["RevokeKeyConfirm"], why => Acts.RevokeAsync(key.Kid, why)) { HasReason = true },
            Hold = new Question(T["HoldKeyText", Short(key.Key)], T["HoldKeyConfirm"], _ => Acts.HoldAsync(key.Kid)),
            Release = () => Acts.ReleaseAsync(key.Kid),
        }),
    ];

    private static string By(string field, string value) => $"{Catalogue.Certificates.Path}?{field}={value}";

    private static string? Class(DeviceStatus status) => status switch
    {
        DeviceStatus.Active => null,
        DeviceStatus.Revoked => "bc-status--revoked",
        _ => "bc-status--held",
    };

    private static DeviceStatus StatusOf(KeyState state) => state switch
    {
        KeyState.Good => DeviceStatus.Active,
        KeyState.Revoked => DeviceStatus.Revoked,
        _ => DeviceStatus.Held,
    };

    private void Ask(Row row, Question question) => (asked, reason) = (question with { IsOwn = row.IsOwn }, RevocationReason.Unspecified);

    private void Cancel() => asked = null;

    private Task DoAsync()
    {
        var question = asked!;
        asked = null;
        return OnAct.DoAsync(() => question.Act(reason), () => asked = question);
    }

    /// <param name="Key">Tells rows apart.</param>
    /// <param name="Kind">What it is, where it is no device.</param>
    /// <param name="Id">Of the device, or SHA-256 of the key.</param>
    /// <param name="Status">What it is now.</param>
    private sealed record Row((string, string) Key, string? Kind, string Id, DeviceStatus Status)
    {
        public bool IsOwn { get; init; }
        public DateTimeOffset? Added { get; init; }
        public DateTimeOffset? LastSeen { get; init; }
        public DateTimeOffset? Until { get; init; }
        public required string Certificates { get; init; }

        /// <summary>Null: it is not done here.</summary>
        public required Question? Revoke { get; init; }
        public required Question? Hold { get; init; }
        public required Func<Task<ActResult>> Release { get; init; }

        /// <summary>The recovery pair has no id that would tell anybody anything.</summary>
        public bool HasId => Id != KeyOwner.Recovery;
    }

    /// <summary>What is about to be done: in the words of the question and of its answer.</summary>
    private sealed record Question(string Text, string Confirm, Func<RevocationReason, Task<ActResult>> Act)
    {
        public bool HasReason { get; init; }
        public bool IsOwn { get; init; }
    }
}
