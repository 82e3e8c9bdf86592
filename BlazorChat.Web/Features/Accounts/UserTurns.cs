namespace BlazorChat.Web.Features.Accounts;

/// <summary>Lets what concerns one user happen one after the other. Users share 64 gates by chance, so an act must not wait for another user's turn.</summary>
internal sealed class UserTurns
{
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<T> RunAsync<T>(Guid user, Func<Task<T>> act, CancellationToken cancellation)
    {
        var gate = gates[(uint)user.GetHashCode() % (uint)gates.Length];
        await gate.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }

    public Task RunAsync(Guid user, Func<Task> act, CancellationToken cancellation) => RunAsync(user, async () =>
    {
        await act();
        return true;
    }, cancellation);
}
