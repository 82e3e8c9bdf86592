namespace BlazorChat.Web.Features.Presence;

/// <summary>Whether somebody is there, as others see it.</summary>
public enum Availability
{
    Offline,
    Online,

    /// <summary>Connected, but without a hand on any of their windows.</summary>
    Away,

    DoNotDisturb,
}

/// <summary>What others see of somebody.</summary>
/// <param name="Is">Whether they are there. Who is invisible is offline.</param>
/// <param name="Line">The line of text they show, present or not; null: none. Plain text that anybody may have typed.</param>
public readonly record struct Seen(Availability Is, string? Line)
{
    public bool IsOnline => Is is not Availability.Offline;
}

/// <summary>What somebody has chosen to be seen as. Away is never chosen: it comes and goes by itself.</summary>
public enum ChosenStatus
{
    Online = 0,
    DoNotDisturb = 1,

    /// <summary>Offline for everybody else.</summary>
    Invisible = 2,
}

/// <summary>What somebody has chosen.</summary>
/// <param name="Choice">How they are seen.</param>
/// <param name="Line">The line of text they show; null: none.</param>
/// <param name="Until">When the line goes; null: it stays.</param>
public sealed record OwnStatus(ChosenStatus Choice, string? Line, DateTimeOffset? Until)
{
    public static OwnStatus Usual { get; } = new(ChosenStatus.Online, null, null);

    /// <summary>Without a line whose time is over.</summary>
    public OwnStatus At(DateTimeOffset now) => Until <= now ? this with { Line = null, Until = null } : this;
}
