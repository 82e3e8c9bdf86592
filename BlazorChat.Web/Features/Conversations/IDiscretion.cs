namespace BlazorChat.Web.Features.Conversations;

/// <summary>Who does not want to be noticed just now; the slice that knows answers, from memory. Without one nobody hides.</summary>
public interface IDiscretion
{
    /// <summary>Whether others are to see no sign of this user that they do not give by writing.</summary>
    bool IsUnseen(Guid user);
}
