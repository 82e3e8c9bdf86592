using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.People;

public sealed partial class Invitations
{
    private const int Week = 1; // of the lifetimes

    private string note = "";
    private int lifetime = Week;
    private string? made;

    [Inject] internal AdminActs Acts { get; init; } = null!;
    [Inject] public required IPeople People { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [Parameter, EditorRequired] public required IReadOnlyList<OpenInvitation> Open { get; set; }
    [Parameter] public bool MayChange { get; set; } = true;
    [Parameter, EditorRequired] public EventCallback<Func<Task<ActResult>>> OnAct { get; set; }

    private string Name(OpenInvitation invitation) => invitation.Note.Length == 0 ? T["InvitationForAnybody"] : invitation.Note;

    private Task InviteAsync()
    {
        var (whom, length) = (note, IAccountLinks.Lifetimes[Math.Clamp(lifetime, 0, IAccountLinks.Lifetimes.Count - 1)]);
        (note, made) = ("", null);
        return OnAct.DoAsync(() => Acts.InviteAsync(whom, length, path => made = path), () => note = whom);
    }
}
