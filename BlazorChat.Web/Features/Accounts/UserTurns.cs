using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Lets what concerns one user happen one after the other. Users share 64 gates by chance, so an act must not wait for another user's turn.</summary>
internal sealed class UserTurns
{
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public Task<T> RunAsync<T>(Guid user, Func<Task<T>> act, CancellationToken cancellation) => Of(user).RunAsync(act, cancellation);

    public Task RunAsync(Guid user, Func<Task> act, CancellationToken cancellation) => Of(user).RunAsync(act, cancellation);

    private SemaphoreSlim Of(Guid user) => gates[(uint)user.GetHashCode() % (uint)gates.Length];
}
