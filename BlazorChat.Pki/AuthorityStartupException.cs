namespace BlazorChat.Pki;

/// <summary>The authority cannot start: which setting is concerned and what to do about it. The message says both.</summary>
public sealed class AuthorityStartupException : Exception
{
    public AuthorityStartupException(string setting, string problem, string remedy, Exception? inner = null)
        : base($"{setting}: {problem} {remedy}", inner)
    {
        Setting = setting;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The configuration key, such as <c>Pki:Path</c>.</summary>
    public string Setting { get; }

    /// <summary>What is wrong, a sentence.</summary>
    public string Problem { get; }

    /// <summary>What to do, a sentence.</summary>
    public string Remedy { get; }
}
