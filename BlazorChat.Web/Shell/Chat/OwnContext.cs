namespace BlazorChat.Web.Shell.Chat;

/// <summary>
/// What other people's acts make a page do runs on their threads, in their execution context: texts would be looked up in their language.
/// A page that is told of changes goes back to its own.
/// </summary>
internal sealed class OwnContext
{
    private readonly ExecutionContext? own = ExecutionContext.Capture();

    /// <summary>Runs it as whoever made this.</summary>
    public void Run(Action act)
    {
        if (own is null)
            act();
        else
            ExecutionContext.Run(own, static act => ((Action)act!)(), act);
    }
}
