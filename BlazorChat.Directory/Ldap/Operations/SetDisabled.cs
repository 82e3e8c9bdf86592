using System.Globalization;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Disables or enables an account in the directory itself: a bit of userAccountControl, or OpenLDAP's lock without end.</summary>
internal sealed class SetDisabled(DirectoryServers servers, LdapSettings settings, ReadUser read, FindUser find)
{
    /// <summary>False: no such person.</summary>
    /// <exception cref="LdapFaultException">The directory did not do it.</exception>
    public async Task<bool> RunAsync(Guid user, bool disabled, CancellationToken cancellation)
    {
        if (await find.EntryAsync(user, cancellation) is not { } entry)
            return false;
        if (read.IsDisabled(entry) == disabled)
            return true;
        var answer = await servers.WriteAsync((connection, token) => connection.CallAsync(LdapOperation.Modify(entry.Dn, Changes(entry, disabled)), token), cancellation);
        return answer.Code switch
        {
            LdapCode.Success => true,
            LdapCode.NoSuchObject => false,
            _ => throw new LdapFaultException(
                LdapFault.Refused, DirectoryFinding.MayNotWriteDisabled, settings.IsActiveDirectory ? ReadUser.AccountControl : ReadUser.LockedTime, answer.Number, answer.Diagnostic),
        };
    }

    private LdapChange[] Changes(LdapEntry entry, bool disabled)
    {
        if (!settings.IsActiveDirectory)
            return [new(LdapChangeKind.Replace, new LdapAttribute(ReadUser.LockedTime, disabled ? [ReadUser.LockedForGood] : Array.Empty<string>()))];
        // Only our bit of it, and only if nobody else has changed another bit since it was read.
        var before = ReadUser.AccountControlOf(entry);
        var after = disabled ? before | ReadUser.DisabledBit : before & ~ReadUser.DisabledBit;
        return
        [
            new(LdapChangeKind.Delete, new LdapAttribute(ReadUser.AccountControl, before.ToString(CultureInfo.InvariantCulture))),
            new(LdapChangeKind.Add, new LdapAttribute(ReadUser.AccountControl, after.ToString(CultureInfo.InvariantCulture))),
        ];
    }
}
