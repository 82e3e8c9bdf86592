namespace BlazorChat.Web.Features.Conversations;

/// <summary>Why a room chain does not take an entry: stable codes, the same in the client and in the shared vectors.</summary>
public static class RoomRefusal
{
    /// <summary>Not the entry after the head: another <c>n</c>, <c>prev</c> or <c>conv</c>.</summary>
    public const string Chain = "chain";

    /// <summary>The entry's time is before its predecessor's, or too far from the server's clock.</summary>
    public const string Time = "time";

    /// <summary>The signer is not a member, or not the one this op is for.</summary>
    public const string Signer = "signer";

    /// <summary>The signer's base is not the one the conversation knows: no device here until added again.</summary>
    public const string Outdated = "outdated";

    /// <summary>Only an admin may do that.</summary>
    public const string NotAdmin = "not-admin";

    /// <summary>This kind of conversation has no such op.</summary>
    public const string Kind = "kind";

    /// <summary>The genesis' members are not what its kind asks for: two different admins for a dm; nobody twice.</summary>
    public const string Members = "members";

    /// <summary>An open room's history is shared.</summary>
    public const string History = "history";

    /// <summary>The base named is not the user's current one.</summary>
    public const string Base = "base";

    /// <summary>The role is not one this op may give.</summary>
    public const string Role = "role";

    /// <summary>The user named is not a member.</summary>
    public const string NotMember = "not-a-member";

    /// <summary>Everything would be as before.</summary>
    public const string NoChange = "no-change";

    /// <summary>Nobody adds or removes themselves, except into an open room.</summary>
    public const string Self = "self";

    /// <summary>An admin removed this user, who cannot join again without one.</summary>
    public const string Removed = "removed";

    /// <summary>One admin always remains.</summary>
    public const string LastAdmin = "last-admin";

    /// <summary>More members than the installation allows.</summary>
    public const string TooMany = "too-many-members";

    /// <summary>An admin still has a device, or another member is longer here.</summary>
    public const string Succession = "succession";
}
