using System.Globalization;

namespace BlazorChat.Directories;

/// <summary>Walks the connection to the organisation's directory step by step, server by server, for whoever sets it up. Not
/// registered where there is nothing to connect to.</summary>
public interface IDirectoryTest
{
    /// <summary>Each result as soon as it is there. What cannot be tried after a failure is left out; the next server begins anew.</summary>
    IAsyncEnumerable<DirectoryTestResult> RunAsync(DirectoryTestWish wish, CancellationToken cancellation);
}

/// <summary>What to try.</summary>
/// <param name="Username">Whom to look for, as they would type it; null: anybody.</param>
/// <param name="AskPassword">Asked once for the password of that person; null, or nothing answered: their sign-in is not tried.</param>
public sealed record DirectoryTestWish(string? Username, Func<string, string?>? AskPassword)
{
    /// <summary>Never a name somebody typed.</summary>
    public override string ToString() => nameof(DirectoryTestWish);
}

/// <summary>What one step came to.</summary>
/// <param name="Server">Its address, as in the settings.</param>
/// <param name="Step">Which.</param>
/// <param name="Outcome">Whether it is as it should be.</param>
/// <param name="Finding">What is the case.</param>
/// <param name="Details">What the sentence of the finding names, in its order; printable, of limited length, never a password.</param>
public sealed record DirectoryTestResult(string Server, DirectoryTestStep Step, DirectoryTestOutcome Outcome, DirectoryFinding Finding, IReadOnlyList<string> Details)
{
    /// <summary>What is the case, and the remedy where it is wrong.</summary>
    public string Sentence(CultureInfo culture) => DirectoryFindingTexts.Sentence(Finding, Details, culture);
}

public enum DirectoryTestStep
{
    Resolve,
    Connect,
    Tls,
    Account,
    Base,
    Person,
    Password,
    Groups,
    Write,
}

public enum DirectoryTestOutcome
{
    Passed,
    Failed,

    /// <summary>The settings do not need it, or it was not asked for.</summary>
    Skipped,
}
