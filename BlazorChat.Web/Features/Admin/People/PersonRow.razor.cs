using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.People;

public sealed partial class PersonRow
{
    private const string Recovery = "recovery";
    private const int ShortLength = 8;

    private static readonly RevocationReason[] Reasons =
    [
        RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.Superseded,
        RevocationReason.CessationOfOperation, RevocationReason.PrivilegeWithdrawn, RevocationReason.AffiliationChanged,
    ];

    private Question? asked;
    private RevocationReason reason;
    private bool disabling;
    private bool deleting;
    private bool mistyped;
    private string typed = "";
    private string? link;

    [Inject] internal AdminActs Acts { get; init; } = null!;
    [Inject] public required IAccountLinks Links { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [Parameter, EditorRequired] public required Person Person { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<ListedDevice> Devices { get; set; }
    [Parameter] public IReadOnlyList<ClientKey> ClientKeys { get; set; } = [];
    [Parameter] public bool MayChange { get; set; } = true;
    [Parameter, EditorRequired] public EventCallback<Func<Task<ActResult>>> OnAct { get; set; }

    private static string Short(ListedDevice device) => device.Device[..Math.Min(ShortLength, device.Device.Length)];

    private static string? Class(DeviceStatus status) => status switch
    {
        DeviceStatus.Active => null,
        DeviceStatus.Revoked => "bc-status--revoked",
        _ => "bc-status--held",
    };

    private static string Short(ClientKey key) => key.Key[..ShortLength];

    private static DeviceStatus StatusOf(KeyState state) => state switch
    {
        KeyState.Good => DeviceStatus.Active,
        KeyState.Revoked => DeviceStatus.Revoked,
        _ => DeviceStatus.Held,
    };

    private void Ask(ListedDevice device) => Ask(new Question(T["RevokeText", Short(device), Person.DisplayName], T["RevokeConfirm"], why => Acts.RevokeAsync(device, why)));

    private void Ask(ClientKey key) => Ask(new Question(T["RevokeKeyText", Short(key)], T["RevokeKeyConfirm"], why => Acts.RevokeAsync(key.Kid, why)));

    private void Ask(Question question) => (asked, reason) = (question, RevocationReason.Unspecified);

    private string MistypedId => $"mistyped-{Person.Id}";

    private void Cancel()
    {
        (asked, link, typed) = (null, null, "");
        disabling = deleting = mistyped = false;
    }

    /// <summary>Only after the person's username was typed: nobody deletes the row above by mistake.</summary>
    private Task DeleteAsync()
    {
        mistyped = typed.Trim() != Person.Username;
        return mistyped ? Task.CompletedTask : DoAsync(() => Acts.DeleteAsync(Person.Id));
    }

    private Task DoAsync(Func<Task<ActResult>> act)
    {
        Cancel();
        return OnAct.InvokeAsync(act);
    }

    /// <summary>What is about to be revoked: in the words of the question and of its answer.</summary>
    private sealed record Question(string Text, string Confirm, Func<RevocationReason, Task<ActResult>> Revoke);
}
