using BlazorChat.Directories;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin;

/// <summary>The set-up help: walks the connection to the organisation's directory and shows what each step found. It asks for no
/// password, so nobody's sign-in is tried; the command on the host does that.</summary>
public sealed partial class DirectoryTest
{
    private readonly List<DirectoryTestResult> results = [];
    private string username = "";
    private string? said;
    private bool running;

    /// <summary>None, where there is nothing to connect to.</summary>
    [Inject] public required IEnumerable<IDirectoryTest> Tests { get; init; }
    [Inject] public required IStringLocalizer<DirectoryTestTexts> Findings { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    private bool IsOffered => Tests.Any();

    /// <summary>What was found stays as it was found.</summary>
    protected override Task<bool> ReadAsync() => Task.FromResult(false);

    private async Task RunAsync()
    {
        if (running)
            return;
        running = true;
        said = T["DirectoryTestRunning"];
        Outcome = null;
        results.Clear();
        try
        {
            var name = username.Trim();
            var outcome = await Acts.TestDirectoryAsync(Tests.First(), name.Length == 0 ? null : name, Show, Left);
            // Why nothing was tried is said above with the way out, like everywhere in the administration.
            Outcome = outcome is ActResult.Done ? null : outcome;
            said = Outcome is null ? Summary() : null;
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            running = false;
        }
    }

    private void Show(DirectoryTestResult result)
    {
        results.Add(result);
        StateHasChanged();
    }

    private string Summary()
    {
        var failed = results.Count(result => result.Outcome is DirectoryTestOutcome.Failed);
        return failed == 0 ? Findings["AllPassed"] : Findings["SomeFailed", failed];
    }

    private static string? Class(DirectoryTestOutcome outcome) => outcome switch
    {
        DirectoryTestOutcome.Failed => "bc-status--revoked",
        DirectoryTestOutcome.Skipped => "bc-status--held",
        _ => null,
    };
}
