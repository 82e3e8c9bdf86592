namespace BlazorChat.Web.Storage;

/// <summary>
/// What several works of a group share about one key, such as the head of a conversation: loaded (and its row locked) by the first,
/// changed in memory by each, written once before the commit.
/// </summary>
public interface IGroupState
{
    void Write(AppendTransaction transaction);
}
