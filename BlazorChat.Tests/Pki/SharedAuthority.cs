namespace BlazorChat.Tests.Authorities;

/// <summary>One authority for the tests of a class that neither stop it nor move its clock.</summary>
public sealed class SharedAuthority : IAsyncLifetime
{
    internal TestAuthority Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await TestAuthority.OpenAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
