namespace BlazorChat.Web.Features.Presence;

/// <summary>What the pages of one user say together, each more than the one before it. Stored by its number.</summary>
internal enum Here : byte
{
    /// <summary>There are none.</summary>
    Nowhere = 0,

    /// <summary>Only such as say nothing of themselves.</summary>
    Silent = 1,

    /// <summary>Those that say something are left alone.</summary>
    Idle = 2,

    /// <summary>One is not left alone.</summary>
    Active = 3,
}
