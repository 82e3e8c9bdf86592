using System.Globalization;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>Runs the steps of one server, each within the deadline of the settings; what goes wrong is a result like any other.</summary>
internal sealed class StepRunner(ServerAddress server, TimeSpan limit)
{
    /// <summary>The server cannot be asked anything more.</summary>
    public bool Lost { get; private set; }

    public async Task<DirectoryTestResult> RunAsync(DirectoryTestStep step, Func<CancellationToken, Task<Found>> act, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(limit);
        Found found;
        try
        {
            found = await act(time.Token);
            Lost = step < DirectoryTestStep.Person && found.Outcome is DirectoryTestOutcome.Failed;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            found = Found.Failed(DirectoryFinding.Silent, limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture));
            Lost = true;
        }
        catch (LdapFaultException e)
        {
            found = Found.Of(e);
            Lost = step < DirectoryTestStep.Person || e.MeansDown;
        }
        return new DirectoryTestResult(server.ToString(), step, found.Outcome, found.Finding, [.. found.Details.Select(PrintableText.Of)]);
    }
}
