namespace BlazorChat.Tests.Support.People;

/// <summary>One installation for all tests of a class. Each brings its own people, and moves the clock forward only.</summary>
public class ChatFixture : IAsyncLifetime
{
    internal TestChat Chat { get; private set; } = null!;

    public async Task InitializeAsync() => Chat = await TestChat.StartAsync();

    public async Task DisposeAsync() => await Chat.DisposeAsync();
}
