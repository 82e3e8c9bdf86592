using BlazorChat.Pki.Endings;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

internal sealed class OwnEndings(IEndings endings, IUserChains chains, IDbContextFactory<ChatDatabase> databases) : IOwnEndings
{
    public async Task<IReadOnlyList<KeyEnding>> OfAsync(Guid user, CancellationToken cancellation)
    {
        var found = await endings.OfUserAsync(user, cancellation);
        if (found.Count == 0)
            return found;
        var active = chains.Active(await chains.OfAsync(user, cancellation)).All.Select(pair => pair.Sig.Value).ToHashSet(StringComparer.Ordinal);
        return [.. found.Where(ending => ending.Kind == EndingKind.Program || active.Contains(ending.Kid))];
    }

    public async Task<int> CountAsync(CancellationToken cancellation)
    {
        var kids = (await endings.OfDevicesAsync(cancellation)).Select(ending => ending.Kid).ToList();
        if (kids.Count == 0)
            return 0;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<DeviceKeys>().CountAsync(row => row.RemovedAt == null && EF.Parameter(kids).Contains(row.Sig), cancellation);
    }
}
