namespace BlazorChat.Pki.Ceremony;

/// <summary>Who runs a ceremony command.</summary>
/// <param name="Output">Where it says what happens.</param>
/// <param name="Answer">Reads a line; null: nobody answers.</param>
/// <param name="Secret">Reads a line without showing it; null: there is no terminal.</param>
public sealed record Terminal(TextWriter Output, Func<string?> Answer, Func<string?>? Secret)
{
    /// <summary>What cannot be undone is typed, not clicked through.</summary>
    internal bool Confirms(string consequences, string name)
    {
        Output.WriteLine(consequences);
        Output.Write($"Type {name} to go on: ");
        var answer = Answer();
        Output.WriteLine();
        return answer?.Trim() == name;
    }
}

/// <summary>How a command ended: said on the terminal, 0 or 1 as the exit code.</summary>
internal readonly record struct CeremonyOutcome(bool Done, string Text)
{
    public static CeremonyOutcome Refuse(string problem) => new(false, problem);

    public static CeremonyOutcome Finish(string what) => new(true, what);

    public int Tell(Terminal terminal)
    {
        terminal.Output.WriteLine(Text);
        return Done ? 0 : 1;
    }
}
