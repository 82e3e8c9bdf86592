using BlazorChat.Tests.Authorities;
using BlazorChat.Tests.Browser;
using BlazorChat.Tests.Contracts;
using BlazorChat.Tests.Features.Messages;
using BlazorChat.Tests.Operations;
using BlazorChat.Tests.Storage.Backup;
using BlazorChat.Tests.Storage.Moving;
using BlazorChat.Tests.Storage.PostgreSql;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Brokers;
using BlazorChat.Tests.Support.DirectoryServers;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("BlazorChat.Tests.Support." + nameof(LongestFirst), "BlazorChat.Tests")]

namespace BlazorChat.Tests.Support;

/// <summary>The collections that take minutes begin first, so that none of them runs alone at the end. The others keep no order.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        BrowserCollection.Name, ConversationBrowserCollection.Name, RoomBrowserCollection.Name, InstallationBrowserCollection.Name, nameof(CeremonyDocumentTests), SlapdTests.Name, nameof(OwnHttpsTests),
        RabbitMqTests.Name, nameof(ServerAwayTests), nameof(BackupTests), nameof(CircuitFeedTests), nameof(PassingTests), nameof(MoveToPostgreSqlTests), nameof(GroupAppendOnPostgreSqlTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Place);

    /// <summary>A class without a collection is one of its own, which ends in its name.</summary>
    private static int Place(ITestCollection collection)
    {
        var place = Array.FindIndex(Long, name => collection.DisplayName == name || collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
