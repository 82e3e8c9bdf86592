using BlazorChat.Pki;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Protocol;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// Once a chat page: opens the island's engine for this user and device, feeds it, and hears from it when a dm was made. Ids go both
/// ways, never text.
/// </summary>
public sealed partial class ChatFeed
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private DotNetObjectReference<ChatFeed>? _self;
    private bool _attached;
    private bool _disposed;

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] internal CircuitFeed Feed { get; init; } = default!;

    [Parameter, EditorRequired] public Guid User { get; set; }

    [Parameter, EditorRequired] public Guid Device { get; set; }

    /// <summary>The conversation the page shows; null: none, or a dm that has not been made.</summary>
    [Parameter] public string? Conv { get; set; }

    /// <summary>Whose page is shown.</summary>
    [Parameter] public Guid? Peer { get; set; }

    /// <summary>The first send to this user made a dm.</summary>
    [Parameter] public EventCallback<CreatedConversation> OnCreated { get; set; }

    /// <summary>This browser has no keys for the device the session is bound to.</summary>
    [Parameter] public EventCallback OnNoKeys { get; set; }

    /// <summary>The page is left alone, or is not any more.</summary>
    [Parameter] public Action<bool>? OnIdle { get; set; }

    [JSInvokable]
    public Task Created(string conv, string peer)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !Uuid.TryParse(peer, out var user))
            return Task.CompletedTask;
        Feed.Open(conversation, user);
        return InvokeAsync(() => OnCreated.InvokeAsync(new CreatedConversation(conv, user)));
    }

    [JSInvokable]
    public void Shown(string conv)
    {
        if (ConversationId.TryParse(conv, out var conversation))
            Feed.Open(conversation, Peer);
    }

    /// <summary>Whether the page is left alone.</summary>
    [JSInvokable]
    public void Idle(bool idle) => OnIdle?.Invoke(idle);

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        Feed.Detach();
        try
        {
            if (_attached)
                await Js.InvokeVoidAsync("blazorChat.detach");
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the island with it.
        }
        _self?.Dispose();
    }

    protected override void OnParametersSet() =>
        Feed.Open(ConversationId.TryParse(Conv, out var conversation) ? conversation : null, Peer);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        try
        {
            await OpenIslandAsync();
        }
        catch (JSException)
        {
            await OnNoKeys.InvokeAsync();
            return;
        }
        while (!_disposed)
        {
            _attached = true;
            try
            {
                await Feed.AttachAsync(User, new Island(this));
                return;
            }
            catch (Exception e) when (DatabaseFault.Of(e) is not null)
            {
                await Task.Delay(Again, Clock); // the page is there, and works again when the database does
            }
        }
    }

    /// <summary>An answer that was on its way when the connection was lost is lost as well: when it is back, the page is asked again.</summary>
    private async Task OpenIslandAsync()
    {
        for (var opened = false; !opened && !_disposed;)
        {
            using var back = new CancellationTokenSource();
            Feed.WhenBack = back.Cancel;
            try
            {
                await Js.InvokeVoidAsync("blazorChat.attach", back.Token, _self, new { user = Uuid.Write(User), device = Uuid.Write(Device) });
                opened = true;
            }
            catch (OperationCanceledException) when (back.IsCancellationRequested)
            {
                // Once more.
            }
            finally
            {
                Feed.WhenBack = null;
            }
        }
    }

    private sealed class Island(ChatFeed page) : IFeedSink
    {
        public async Task<IReadOnlyDictionary<string, long>> DeliverAsync(FeedBatch batch)
        {
            Dictionary<string, long>? held = null;
            // No timeout of the interop: the feed has its own, and a late answer still counts.
            await page.InvokeAsync(async () => held = await page.Js.InvokeAsync<Dictionary<string, long>>("blazorChat.deliver", CancellationToken.None, batch));
            return held ?? [];
        }
    }
}

/// <summary>A dm that was just made, and with whom.</summary>
public readonly record struct CreatedConversation(string Conversation, Guid Peer);
