using Microsoft.AspNetCore.Components;

namespace BlazorChat.Web.Features.Admin;

/// <summary>
/// A page of administration, kept current while it is open: every two seconds it is asked anew what whoever has it open may do, and what has
/// changed. Who lost the role is shown nothing more.
/// </summary>
public abstract class AdminPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource left = new();
    private ITimer? timer;
    private bool looking;

    protected AdminPage() => Left = left.Token;

    [Inject] internal AdminActs Acts { get; init; } = null!;
    [Inject] internal WaitingDecisions Decisions { get; init; } = null!;
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    /// <summary>An administrator, not an auditor.</summary>
    internal bool MayChange { get; private set; } = true;

    /// <summary>How many wait for a decision, for the navigation.</summary>
    internal int Waiting { get; private set; }

    /// <summary>What came of the last act; null: there was none.</summary>
    internal ActResult? Outcome { get; set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Left { get; }

    protected override async Task OnInitializedAsync()
    {
        MayChange = await Acts.StandingAsync() is not AdminStanding.LooksOnly;
        Waiting = await Decisions.CountAsync(Left);
        timer = Clock.CreateTimer(_ => _ = InvokeAsync(() => BesideAsync(LookAsync)), null, Interval, Interval);
    }

    /// <summary>A page with parameters takes them in before.</summary>
    protected override Task OnParametersSetAsync() => ReadAsync();

    /// <summary>Reads anew. True: something that is shown has changed, so the page is drawn anew.</summary>
    protected abstract Task<bool> ReadAsync();

    /// <summary>Work that nothing else on the page waits for. It ends when the page is left.</summary>
    protected async Task BesideAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    /// <summary>Does an act, says what came of it and reads anew.</summary>
    protected async Task ActAsync(Func<Task<ActResult>> act)
    {
        Outcome = await act();
        Waiting = await Decisions.CountAsync(Left);
        await ReadAsync();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        timer?.Dispose();
        left.Cancel();
        left.Dispose();
    }

    private async Task LookAsync()
    {
        // A slow answer is not asked for a second time.
        if (looking || Left.IsCancellationRequested)
            return;
        looking = true;
        try
        {
            var standing = await Acts.StandingAsync();
            if (standing is AdminStanding.None)
            {
                // Each time: a page that has lost its connection hears of it when it is back.
                Navigation.NavigateTo("/blocked?reason=not-administrator", forceLoad: true);
                return;
            }
            var before = (MayChange, Waiting);
            (MayChange, Waiting) = (standing is AdminStanding.Administers, await Decisions.CountAsync(Left));
            if (await ReadAsync() || before != (MayChange, Waiting))
                StateHasChanged();
        }
        catch when (!Left.IsCancellationRequested)
        {
            StateHasChanged(); // of what was read before the fault the next look finds nothing new
            throw;
        }
        finally
        {
            looking = false;
        }
    }
}
