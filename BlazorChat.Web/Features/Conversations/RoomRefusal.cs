namespace BlazorChat.Web.Features.Conversations;

/// <summary>Why a room chain does not take an entry: the words the client's replay and the shared vectors use.</summary>
public static class RoomRefusal
{
    public const string Conv = "conv";
    public const string N = "n";
    public const string Prev = "prev";

    /// <summary>Its time is before its predecessor's, or too far from the server's clock.</summary>
    public const string Iat = "iat";

    /// <summary>There is no such op here: in a dm only the add of the other, as admin.</summary>
    public const string Op = "op";

    /// <summary>The op is for somebody else to sign.</summary>
    public const string Signer = "signer";

    /// <summary>The genesis names somebody twice, or not two admins for a dm.</summary>
    public const string Members = "members";

    /// <summary>An open room's history is shared.</summary>
    public const string History = "history";

    /// <summary>The signer is not in the conversation, or not under this base.</summary>
    public const string NotMember = "not-member";
    public const string NotAdmin = "not-admin";

    /// <summary>Nobody adds themselves, except as a member to an open room.</summary>
    public const string OwnAdd = "own-add";

    /// <summary>An admin removed this user, who cannot come back without one.</summary>
    public const string WasRemoved = "was-removed";
    public const string Unchanged = "unchanged";
    public const string LastAdmin = "last-admin";

    /// <summary>The user named is not in the conversation.</summary>
    public const string NoSuchMember = "no-such-member";
    public const string TooManyMembers = "too-many-members";

    /// <summary>An admin still has a device, or somebody with a device stands longer.</summary>
    public const string NotDue = "not-due";

    /// <summary>Of the server alone: the base named is not the user's current one, so nobody could ever use it.</summary>
    public const string Base = "base";

    /// <summary>Of the server alone: the room is archived, and only to be left.</summary>
    public const string Archived = "archived";

    /// <summary>The signer has blocked the other one of a dm that is to be made.</summary>
    public const string Blocking = "blocking";

    /// <summary>The other one has blocked the signer.</summary>
    public const string BlockedBy = "blocked-by";

    /// <summary>Of the server alone: another open room is called so, or nearly.</summary>
    public const string NameTaken = "room-name-taken";
}
