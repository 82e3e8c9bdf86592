using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// Sends of one device in one conversation, one after the other in the same transaction. After one that is not stored none is tried: the
/// sender must first hear of it.
/// </summary>
internal sealed class SendInOrder(IReadOnlyList<SendWork> works) : IAppendWork<IReadOnlyList<SendOutcome>>
{
    public string Key => works[0].Key;

    public IReadOnlyList<SendOutcome> Run(AppendTransaction transaction)
    {
        var outcomes = new List<SendOutcome>(works.Count);
        foreach (var work in works)
        {
            outcomes.Add(work.Run(transaction));
            if (outcomes[^1].Verdict != SendVerdict.Stored)
                break;
        }
        return outcomes;
    }
}
