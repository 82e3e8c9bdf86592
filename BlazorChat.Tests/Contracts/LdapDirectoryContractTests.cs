using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.Contracts;

[Collection(SlapdTests.Name)]
public sealed class SlapdContractTests(SlapdFixture fixture) : DirectoryContract, IDisposable
{
    private readonly LdapClient client = LdapClient.For(fixture.Server, LdapClient.WithoutPhotos);

    protected override IUserDirectory Users => client.Directory;

    public void Dispose() => client.Dispose();
}

[Collection(SlapdArgon2Tests.Name)]
public sealed class SlapdArgon2ContractTests(SlapdArgon2Fixture fixture) : DirectoryContract, IDisposable
{
    private readonly LdapClient client = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{fixture.Server.Port}"), ("StartTls", "true"), LdapClient.WithoutPhotos);

    protected override IUserDirectory Users => client.Directory;

    public void Dispose() => client.Dispose();
}

[Collection(SambaTests.Name)]
public sealed class SambaContractTests(SambaFixture fixture) : DirectoryContract, IDisposable
{
    private readonly LdapClient client = LdapClient.For(fixture.Server, LdapClient.WithoutPhotos);

    protected override IUserDirectory Users => client.Directory;

    public void Dispose() => client.Dispose();
}
