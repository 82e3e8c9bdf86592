using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Shell.Chat;

/// <summary>The chat: the list on one side, a conversation on the other. Which one is open stands in the address.</summary>
public sealed partial class Chat : IDisposable
{
    private ChatSession? session;
    private Person? me;
    private Person? peer;
    private string query = "";
    private IDisposable? subscription;
    private OwnContext? own;

    [Inject] public required ISessions Sessions { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IPeople People { get; init; }
    [Inject] public required IStringLocalizer<ChatTexts> T { get; init; }
    [CascadingParameter] public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>The other person of the dm that is open, whether it exists yet or not.</summary>
    [Parameter] public Guid? Peer { get; set; }

    private string Here => Peer is { } open ? $"/chat/u/{open}" : "/chat";

    protected override async Task OnInitializedAsync()
    {
        session = Sessions.Current((await Authentication).User);
        own = new OwnContext();
        subscription = People.OnChange(_ => Redraw());
    }

    protected override void OnParametersSet() => FindNames();

    public void Dispose() => subscription?.Dispose();

    private void Redraw() => own!.Run(() => _ = InvokeAsync(RefreshNames));

    private void RefreshNames()
    {
        var (mine, theirs) = (me, peer);
        FindNames();
        if (mine != me || theirs != peer)
            StateHasChanged();
    }

    private void FindNames()
    {
        var people = People.Current;
        me = session is null ? null : people.Find(session.User);
        peer = Peer is { } open ? people.Find(open) : null;
    }
}
