using System.Runtime.CompilerServices;
using BlazorChat.Directories.Ldap.Operations;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>One walk after another, on connections of their own: what the running directory thinks of a server is neither used nor changed.</summary>
internal sealed class LdapDirectoryTest(LdapSettings settings, ReadUser read, GroupMembership groups) : IDirectoryTest
{
    public async IAsyncEnumerable<DirectoryTestResult> RunAsync(DirectoryTestWish wish, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var server in settings.Servers)
        {
            using var walk = new ServerWalk(server, settings, read, groups, wish);
            await foreach (var result in walk.RunAsync(cancellation))
                yield return result;
        }
    }
}
