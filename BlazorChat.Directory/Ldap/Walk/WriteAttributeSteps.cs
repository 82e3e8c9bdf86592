using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>
/// Whether the service account may write what the settings have it write, without a change. Active Directory tells. OpenLDAP judges rights
/// before it looks at values, so taking away a value that is not there is refused for the right, or else for the value.
/// </summary>
internal sealed class WriteAttributeSteps(LdapSettings settings)
{
    private const string WritableAttributes = "allowedAttributesEffective"; // [MS-ADTS] 3.1.1.4.5.22

    public Task<Found> CertificatesAsync(LdapConnection connection, LdapEntry entry, CancellationToken cancellation) =>
        TryAsync(connection, entry.Dn, PublishCertificates.AttributeOf(settings), settings.IsActiveDirectory ? [] : Unknown(), DirectoryFinding.MayNotWriteCertificates, cancellation);

    public Task<Found> DisabledAsync(LdapConnection connection, LdapEntry entry, CancellationToken cancellation) => TryAsync(
        connection, entry.Dn, settings.IsActiveDirectory ? ReadUser.AccountControl : ReadUser.LockedTime, "19700101000000Z"u8.ToArray(), DirectoryFinding.MayNotWriteDisabled, cancellation);

    /// <summary>The counter of uidNumbers, which is an OpenLDAP's.</summary>
    public static async Task<Found> CounterAsync(LdapConnection connection, string counter, CancellationToken cancellation)
    {
        var answer = await connection.CallAsync(TakeAway(counter, "uidNumber", "-1"u8.ToArray()), cancellation);
        return answer.Code is LdapCode.NoSuchAttribute ? Found.Passed(DirectoryFinding.MayWrite, "uidNumber") : Found.Refused(DirectoryFinding.MayNotCount, answer, counter);
    }

    private async Task<Found> TryAsync(LdapConnection connection, string dn, string attribute, byte[] absent, DirectoryFinding mayNot, CancellationToken cancellation)
    {
        LdapAnswer answer;
        if (settings.IsActiveDirectory)
        {
            var entry = await connection.ReadAsync(dn, [WritableAttributes], cancellation);
            var may = entry?.Texts(WritableAttributes).Contains(attribute, StringComparer.OrdinalIgnoreCase) is true;
            answer = new LdapAnswer(may ? LdapCode.NoSuchAttribute : LdapCode.InsufficientAccessRights, "", null);
        }
        else
        {
            answer = await connection.CallAsync(TakeAway(dn, attribute, absent), cancellation);
        }
        return answer.Code is LdapCode.NoSuchAttribute ? Found.Passed(DirectoryFinding.MayWrite, attribute) : Found.Refused(mayNot, answer, attribute);
    }

    private static LdapOperation TakeAway(string dn, string attribute, byte[] value) =>
        LdapOperation.Modify(dn, [new LdapChange(LdapChangeKind.Delete, new LdapAttribute(attribute, [value]))]);

    /// <summary>A certificate nobody has: the server reads it as one before it compares.</summary>
    private static byte[] Unknown()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=BlazorChat directory test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        return certificate.RawData;
    }
}
