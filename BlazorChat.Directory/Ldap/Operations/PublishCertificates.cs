using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>
/// Keeps the chat's certificates on a person's entry, RFC 4523's userCertificate. Only single values are added and taken away, ours: what
/// others keep there, and whatever is no certificate at all, is not touched.
/// </summary>
internal sealed class PublishCertificates(DirectoryServers servers, LdapSettings settings, ReadUser read)
{
    private const int MaxAttempts = 4; // somebody else writes the same entry

    private string Attribute { get; } = AttributeOf(settings);

    /// <summary>RFC 4523 2.1: OpenLDAP gives and takes the attribute only with the option. Active Directory has it without.</summary>
    public static string AttributeOf(LdapSettings settings) => settings.IsActiveDirectory ? "userCertificate" : "userCertificate;binary";

    public async Task<PublishResult> RunAsync(CertificatePublication publication, CancellationToken cancellation)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (code, result) = await servers.WriteAsync((connection, token) => WriteAsync(connection, publication, token), cancellation);
                var isRace = code is LdapCode.NoSuchAttribute or LdapCode.AttributeOrValueExists;
                if (!isRace || attempt == MaxAttempts)
                    return result;
            }
        }
        catch (LdapFaultException e)
        {
            return new PublishResult.Failed(e.Message, ForEverybody: true);
        }
    }

    private async Task<(LdapCode Code, PublishResult Result)> WriteAsync(LdapConnection connection, CertificatePublication publication, CancellationToken cancellation)
    {
        var entries = await connection.FindAsync(
            new LdapSearch(settings.BaseDn, LdapScope.Subtree, read.FilterFor(publication.User), SizeLimit: 1, [Attribute]), cancellation);
        if (entries.Count == 0)
            return (LdapCode.NoSuchObject, new PublishResult.NoEntry());
        var present = entries[0].Values(Attribute);
        var wanted = publication.Certificates.Select(certificate => certificate.ToArray()).ToList();
        var added = wanted.Where(certificate => !present.Any(value => value.AsSpan().SequenceEqual(certificate))).ToList();
        var removed = present.Where(value => publication.IsOurs(value) && !wanted.Exists(certificate => certificate.AsSpan().SequenceEqual(value))).ToList();
        var changes = new List<LdapChange>();
        if (removed.Count > 0)
            changes.Add(new LdapChange(LdapChangeKind.Delete, new LdapAttribute(Attribute, removed)));
        if (added.Count > 0)
            changes.Add(new LdapChange(LdapChangeKind.Add, new LdapAttribute(Attribute, added)));
        if (changes.Count == 0)
            return (LdapCode.Success, new PublishResult.Done(0, 0));
        var answer = await connection.CallAsync(LdapOperation.Modify(entries[0].Dn, changes), cancellation);
        return (answer.Code, Result(answer, added.Count, removed.Count));
    }

    private PublishResult Result(LdapAnswer answer, int added, int removed) => answer.Code switch
    {
        LdapCode.Success => new PublishResult.Done(added, removed),
        LdapCode.NoSuchObject => new PublishResult.NoEntry(),
        LdapCode.ObjectClassViolation => new PublishResult.Failed(
            $"An entry may not have {Attribute}. Give people's entries the object class inetOrgPerson or pkiUser, or set Directory:Ldap:PublishCertificates=false.", ForEverybody: false),
        LdapCode.InsufficientAccessRights => new PublishResult.Failed(
            $"The service account may not write {Attribute}. Give it the right, or set Directory:Ldap:PublishCertificates=false.", ForEverybody: true),
        _ => new PublishResult.Failed($"The directory did not take certificates (code {(int)answer.Code}{(answer.Diagnostic.Length == 0 ? "" : $": {answer.Diagnostic}")}).", ForEverybody: false),
    };
}
