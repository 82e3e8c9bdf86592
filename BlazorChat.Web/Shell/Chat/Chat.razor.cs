using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Protocol;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Shell.Chat;

/// <summary>The chat: the list on one side, a conversation on the other. Which one is open stands in the address.</summary>
public sealed partial class Chat : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private ChatSession? session;
    private Person? me;
    private Person? peer;
    private string query = "";
    private IDisposable? subscription;
    private OwnContext? own;
    private ConversationSummary? room;
    private string? shown;
    private IDisposable? watch;
    private Action<bool>? activity;
    private int asked;
    private bool left;

    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required ISessions Sessions { get; init; }
    [Inject] public required ICircuitActivity Activity { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IPeople People { get; init; }
    [Inject] public required IConversations Conversations { get; init; }
    [Inject] public required IStringLocalizer<ChatTexts> T { get; init; }
    [CascadingParameter] public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>The other person of the dm that is open, whether it exists yet or not.</summary>
    [Parameter] public Guid? Peer { get; set; }

    /// <summary>The room that is open.</summary>
    [Parameter] public string? Conv { get; set; }

    private bool IsOpen => Peer is not null || Conv is not null;
    private string Here => Peer is { } open ? $"/chat/u/{open}" : Conv is { } conversation ? $"/chat/c/{conversation}" : "/chat";
    private string RoomName => room?.Name ?? T["Room"];
    private string Subject => peer?.BothNames ?? (room is not null && shown == Conv ? RoomName : T["Title"]);

    protected override async Task OnInitializedAsync()
    {
        session = Sessions.Current((await Authentication).User);
        own = new OwnContext();
        activity = Activity.Tell;
        activity(false); // here: from now on it says when it is left
        subscription = People.OnChange(_ => Redraw());
        watch = session is null ? null : Conversations.OnChange(session.User, Follow);
    }

    protected override Task OnParametersSetAsync()
    {
        FindNames();
        return shown == Conv ? Task.CompletedTask : OpenRoomAsync();
    }

    public void Dispose()
    {
        left = true;
        subscription?.Dispose();
        watch?.Dispose();
    }

    private Task OpenRoomAsync()
    {
        (room, shown) = (null, null);
        return Conv is null || me is null ? Task.CompletedTask : RefreshRoomAsync();
    }

    // Of messages nothing here is drawn anew.
    private void Follow(ConversationChange change)
    {
        if (change.Kind is ConversationChangeKind.Profile or ConversationChangeKind.Entered or ConversationChangeKind.Left && change.Conversation.Value == Conv)
            own!.Run(() => _ = InvokeAsync(RefreshRoomAsync));
        else if (change is { Kind: ConversationChangeKind.Settings, Peer: { } other } && other == Peer)
            own!.Run(() => _ = InvokeAsync(StateHasChanged));
    }

    private async Task RefreshRoomAsync()
    {
        var (conv, turn) = (Conv, asked);
        while (!left && conv == Conv && turn == asked)
        {
            turn++;
            try
            {
                await FindRoomAsync();
                StateHasChanged();
                return;
            }
            catch (Exception e) when (DatabaseFault.Of(e) is not null)
            {
                await Task.Delay(Again, Clock); // nobody tells of this change again
            }
        }
    }

    private async Task FindRoomAsync()
    {
        var (conv, turn) = (Conv, ++asked);
        var found = ConversationId.TryParse(conv, out var id) ? await Conversations.OneAsync(me!.Id, id) : null;
        // Another is open, or a newer look at this one is under way.
        if (conv != Conv || turn != asked)
            return;
        (room, shown) = (found, conv);
        if (found?.Peer is { } other)
            Navigation.NavigateTo($"/chat/u/{other}{new Uri(Navigation.Uri).Fragment}", replace: true);
    }

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
