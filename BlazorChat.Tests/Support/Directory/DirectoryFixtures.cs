namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>One slapd for all tests that do not stop or bend it; started by the first, ended after the last.</summary>
public sealed class SlapdFixture : IAsyncLifetime
{
    public SlapdServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await SlapdServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>One slapd that hashes passwords with argon2.</summary>
public sealed class SlapdArgon2Fixture : IAsyncLifetime
{
    public SlapdServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await SlapdServer.StartAsync("ARGON2");

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>One Samba domain controller.</summary>
public sealed class SambaFixture : IAsyncLifetime
{
    public SambaServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await SambaServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SlapdTests : ICollectionFixture<SlapdFixture>
{
    public const string Name = "slapd";
}

[CollectionDefinition(Name)]
public sealed class SlapdArgon2Tests : ICollectionFixture<SlapdArgon2Fixture>
{
    public const string Name = "slapd with argon2";
}

[CollectionDefinition(Name)]
public sealed class SambaTests : ICollectionFixture<SambaFixture>
{
    public const string Name = "samba";
}
