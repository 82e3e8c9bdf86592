using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

/// <summary>One's own message is never unread, not even until one's page has said so.</summary>
public sealed class OwnMessageReadTests : IAsyncLifetime
{
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _dm = null!;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _dm = _host.Dm(_ann, _bob);
        await using var database = _host.Database.CreateDbContext();
        foreach (var person in new[] { _ann, _bob })
            database.Add(new Member { ConversationId = _dm.Id.Value, User = person.Id, Base = new string('b', 43), Role = RoomRole.Admin });
        await database.SaveChangesAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Who_has_read_everything_has_read_their_own_message_and_who_has_not_has_not()
    {
        var (hers, his) = (await _host.SessionAsync(_ann.Device, _dm), await _host.SessionAsync(_bob.Device, _dm));
        await _host.MessageAsync(_ann.Device, _dm, 1, hers);
        await _host.MessageAsync(_ann.Device, _dm, 2, hers);
        (await ReadAsync()).ShouldBe((2, 0));

        await _host.MessageAsync(_bob.Device, _dm, 1, his);

        (await ReadAsync()).ShouldBe((2, 0), "he has not read what was before his own");
    }

    private async Task<(long, long)> ReadAsync()
    {
        await using var database = _host.Database.CreateDbContext();
        var read = await database.Set<Member>().ToDictionaryAsync(member => member.User, member => member.ReadSeq);
        return (read[_ann.Id], read[_bob.Id]);
    }
}
