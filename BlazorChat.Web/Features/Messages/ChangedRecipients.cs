using BlazorChat.Pki;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Names the users because of whom a session is no longer granted to exactly the recipients.</summary>
internal sealed class ChangedRecipients(IAuthority authority, TimeProvider clock)
{
    public async Task<SendRefusal> OfAsync(RecipientSet recipients, IReadOnlyCollection<Kid> granted, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<Kid, Guid>();
        foreach (var kid in granted)
        {
            if (recipients.Keys.TryGetValue(kid, out var recipient))
                owners[kid] = recipient.User;
        }

        // Who is no recipient any more is only known by the certificate. A kid that was never certified has no owner to name.
        string[] gone = [.. granted.Where(kid => !owners.ContainsKey(kid)).Select(kid => kid.Value)];
        if (gone.Length > 0)
        {
            foreach (var (kid, certificates) in await authority.CertificatesOfAsync(gone, cancellationToken))
                owners[Kid.Parse(kid)] = certificates[^1].Owner.User;
        }
        return new SendRefusal.Recipients(recipients.Changed(owners, clock.GetUtcNow()), recipients.Version);
    }
}
