namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>The end of a circuit's feed: the island in its page.</summary>
internal interface IFeedSink
{
    /// <summary>Hands over a batch; answers with the last <c>seq</c> held of each conversation in it. May never answer: tabs freeze.</summary>
    Task<IReadOnlyDictionary<string, long>> DeliverAsync(FeedBatch batch);
}
