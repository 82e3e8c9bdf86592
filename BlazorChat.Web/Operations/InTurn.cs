namespace BlazorChat.Web.Operations;

/// <summary>One after the other, in this host.</summary>
internal static class InTurn
{
    public static async Task<T> RunAsync<T>(this SemaphoreSlim turn, Func<Task<T>> act, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }

    public static Task RunAsync(this SemaphoreSlim turn, Func<Task> act, CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        await act();
        return true;
    }, cancellation);
}
