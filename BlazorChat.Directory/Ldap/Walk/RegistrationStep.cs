using System.Security.Cryptography;
using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>
/// Whether people could be registered. Active Directory tells, and keeps the graves of what is deleted, so nothing is created there. In
/// OpenLDAP nothing but doing it shows that template, schema, rights and password policy fit: an entry is made, given a password, and removed.
/// </summary>
internal sealed class RegistrationStep(ServerAddress server, LdapSettings settings)
{
    private const string CreatableClasses = "allowedChildClassesEffective"; // [MS-ADTS] 3.1.1.4.5.21
    private const int AnyUidNumber = 65533;

    public async Task<Found> RunAsync(LdapConnection connection, RegistrationTemplate template, CancellationToken cancellation)
    {
        var username = $"blazorchat-test-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var dn = NewEntry.DnFor(template, username);
        var place = string.Join(',', LdapDn.Parts(dn).Skip(1));
        if (settings.IsActiveDirectory)
            return await AskAsync(connection, template, place, cancellation);
        try
        {
            var (isRefused, found) = await CreateAsync(connection, template, username, dn, place, cancellation);
            return isRefused ? found : await RemoveAsync(dn) ?? found;
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException)
        {
            // Who knows how far it came.
            if (await RemoveAsync(dn) is { } left)
                return left;
            throw;
        }
    }

    private static async Task<Found> AskAsync(LdapConnection connection, RegistrationTemplate template, string place, CancellationToken cancellation)
    {
        var container = await connection.ReadAsync(place, [CreatableClasses], cancellation);
        var may = container?.Texts(CreatableClasses).Contains(template.ObjectClasses[^1], StringComparer.OrdinalIgnoreCase) is true;
        return may ? Found.Passed(DirectoryFinding.MayRegister, place)
            : Found.Refused(DirectoryFinding.MayNotRegister, new LdapAnswer(container is null ? LdapCode.NoSuchObject : LdapCode.InsufficientAccessRights, "", null), place);
    }

    private async Task<(bool IsRefused, Found Found)> CreateAsync(
        LdapConnection connection, RegistrationTemplate template, string username, string dn, string place, CancellationToken cancellation)
    {
        var password = $"aA1!{Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}"; // whatever a policy may ask for
        var attributes = new NewEntry(settings).AttributesFor(template, username, "BlazorChat test", password, AnyUidNumber);
        var added = await connection.CallAsync(LdapOperation.Add(dn, attributes), cancellation);
        if (added.Code is not LdapCode.Success)
            return (true, Found.Refused(DirectoryFinding.MayNotRegister, added, place));
        var set = await SetPassword.RunAsync(connection, dn, password, cancellation);
        return (false, set.Code is LdapCode.Success ? Found.Passed(DirectoryFinding.MayRegister, place) : Found.Refused(DirectoryFinding.MayNotSetPassword, set));
    }

    /// <summary>On a new connection and with time of its own, as the first may be what failed. Null: nothing is left.</summary>
    private async Task<Found?> RemoveAsync(string dn)
    {
        using var time = new CancellationTokenSource(settings.Timeout);
        try
        {
            using var connection = await LdapConnection.OpenAsync(server, settings.Trust, time.Token);
            await AccountStep.RunAsync(connection, settings.Account, time.Token);
            var removed = await connection.CallAsync(LdapOperation.Delete(dn), time.Token);
            return removed.Code is LdapCode.Success or LdapCode.NoSuchObject ? null : Found.Refused(DirectoryFinding.LeftBehind, removed, dn);
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException)
        {
            return Found.Failed(DirectoryFinding.MayBeLeftBehind, dn);
        }
    }
}
