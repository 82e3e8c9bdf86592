using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>A message for the log alone: nothing of it is checked.</summary>
internal sealed class FakeMessage(ConversationsHost host, ConversationId conversation, TestDevice by, int n) : IAppendWork<LogPosition>
{
    public string Key => conversation.Value;

    public LogPosition Run(AppendTransaction transaction) => ConversationHead.Lock(transaction, conversation)!.Append(
        transaction,
        host.Services.GetRequiredService<IRelay>(),
        new NewLogEntry(LogEntryKind.Message, by.User, by.Id, n, "key", $"message {n}", Hash.Of($"message {n}")),
        host.Clock.GetUtcNow());
}
