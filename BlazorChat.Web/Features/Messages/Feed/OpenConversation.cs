using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>A conversation a page has opened, and how far its feed is.</summary>
internal sealed class OpenConversation(ConversationId id)
{
    private const long Nothing = -1;

    public ConversationId Id => id;

    /// <summary>The newest <c>seq</c> in the buffer or handed over; -1: none yet.</summary>
    public long Queued { get; set; } = Nothing;

    /// <summary>The newest <c>seq</c> handed over.</summary>
    public long Handed { get; set; } = Nothing;

    /// <summary>The newest <c>seq</c> the island said it holds.</summary>
    public long Held { get; set; } = Nothing;

    /// <summary>There is more in the database than came by: it is read before the next batch.</summary>
    public bool Behind { get; set; } = true;

    /// <summary>It is being read now.</summary>
    public bool Filling { get; set; }

    public bool KnowsNothing => Queued == Nothing;

    /// <summary>The buffer was dropped: go on after what was handed over.</summary>
    public void Rewind()
    {
        Behind |= Queued != Handed;
        Queued = Handed;
    }

    /// <summary>What was handed over may not have arrived: go on after what is held.</summary>
    public void RewindToHeld()
    {
        Queued = Handed = Held;
        Behind = true;
    }
}
