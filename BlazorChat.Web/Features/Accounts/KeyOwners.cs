using BlazorChat.Pki.Issuance;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Keys are certified for accounts that may be used: known, and neither disabled nor deleted.</summary>
internal sealed class KeyOwners(IPeople people) : IKeyOwners
{
    public async ValueTask<bool> MayBeCertifiedAsync(Guid user, DbContext? database, CancellationToken cancellation) =>
        people.Current.Find(user) is { Disabled: false }
        && (database is null || await database.Set<User>().AnyAsync(row => row.Id == user && !row.Disabled && !row.DisabledInDirectory && row.DeletedAt == null, cancellation));
}
