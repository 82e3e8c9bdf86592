using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Est;

/// <summary>
/// Whose certificate a TLS client has shown (RFC 7030 3.3.2). That the client holds the key, TLS has proved. Everything else is asked of
/// the books and not of the certificate: it is taken if these very bytes were issued here, to a person's TLS client, if they are in time,
/// neither revoked nor on hold in the newest CRL, and if the person may still use this installation.
/// </summary>
internal sealed class ReadClientCertificate(AuthorityDatabase database, IAuthority authority, IEstPeople people, TimeProvider clock)
{
    private const string Anew = "Enrol anew with your password, by simpleenroll.";

    public async Task<Asker> HandleAsync(X509Certificate2 shown, CancellationToken cancellation)
    {
        var serial = shown.SerialNumber;
        await using var context = await database.OpenAsync(cancellation);
        var found = await context.Set<CertificateRow>().AsNoTracking().Where(leaf => leaf.Serial == serial)
            .Join(context.Set<CertifiedKey>(), leaf => leaf.Kid, key => key.Kid, (leaf, key) => new { leaf, key })
            .FirstOrDefaultAsync(cancellation);
        if (found is null || !found.leaf.Der.AsSpan().SequenceEqual(shown.RawDataMemory.Span) || !found.key.Owner.IsTlsClient)
            return Refuse("This is no certificate of a TLS client that this authority has issued.");
        var now = clock.GetUtcNow();
        if (now < found.leaf.NotBefore || now > found.leaf.NotAfter)
            return Refuse($"The certificate is valid from {found.leaf.NotBefore:u} to {found.leaf.NotAfter:u}, which is not now. {Anew}");
        if (authority.StatusOf(found.key.Kid).State is not KeyState.Good and var state)
            return Refuse(state == KeyState.Held ? "The certificate is on hold until an administrator enables the account." : $"The certificate is revoked. Make a new key. {Anew}");
        return people.Find(found.key.User) is { } person
            ? new Asker(person, shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false), null)
            : Refuse("The account may not be used. Ask an administrator.");
    }

    private static Asker Refuse(string sentence) => Asker.Refused(StatusCodes.Status403Forbidden, sentence);
}
