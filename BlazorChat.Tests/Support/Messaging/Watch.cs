namespace BlazorChat.Tests.Support.Messaging;

internal sealed class Watch(Action end) : IDisposable
{
    public void Dispose() => end();
}
