using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public class SendRaceTests : IAsyncLifetime
{
    private MessagesHost _host = null!;

    public async Task InitializeAsync() => _host = await MessagesHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Many_senders_at_once_leave_no_gap_and_keep_each_devices_order()
    {
        var people = Enumerable.Range(0, 12).Select(_ => _host.Person()).ToArray();
        var rooms = Enumerable.Range(0, 3).Select(_ => _host.Room(RoomHistory.None, people)).ToArray();
        await Task.WhenAll(people.SelectMany(person => rooms.Select(async room =>
        {
            var key = await _host.SessionAsync(person.Device, room);
            for (var n = 1; n <= 25; n++)
                (await _host.MessageAsync(person.Device, room, n, key)).Status.ShouldBe(200);
        })));

        foreach (var room in rooms)
        {
            var log = Log(room);
            log.Select(entry => entry.Seq).ShouldBe(Enumerable.Range(1, 12 * 25).Select(seq => (long)seq));
            log.Select(entry => entry.At).ShouldBeInOrder();
            foreach (var ofDevice in log.GroupBy(entry => entry.Device))
                ofDevice.Select(entry => entry.N).ShouldBe(Enumerable.Range(1, 25).Select(n => (long)n));
        }
    }

    [Fact]
    public async Task One_device_in_two_tabs_gets_one_message_per_counter_and_a_lost_answer_again()
    {
        var (ann, bob) = (_host.Person(), _host.Person());
        var dm = _host.Dm(ann, bob);
        var key = await _host.SessionAsync(ann.Device, dm);
        var same = Envelopes.Message(key);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _host.MessageAsync(ann.Device, dm, 1, i % 2 == 0 ? same : Envelopes.Message(key))));
        answers.Count(answer => answer.Status == 200).ShouldBeOneOf(1, 10);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "counter");
        Log(dm).Count.ShouldBe(1);
    }

    [Fact]
    public async Task No_send_that_leaves_somebody_out_or_in_slips_in_beside_a_change_of_members()
    {
        var people = Enumerable.Range(0, 4).Select(_ => _host.Person()).ToArray();
        var leaver = _host.Person();
        var room = _host.Room(RoomHistory.None, [.. people, leaver]);
        var keys = await Task.WhenAll(people.Select(person => _host.SessionAsync(person.Device, room)));
        using var underWay = new CountdownEvent(people.Length);
        var senders = people.Zip(keys, (person, key) => Task.Run(async () =>
        {
            for (var n = 1; n <= 1000; n++)
            {
                if (n == 10)
                    underWay.Signal();
                var answer = await _host.MessageAsync(person.Device, room, n, key);
                if (answer.Status == 200)
                    continue;
                answer.Code.ShouldBe("recipients");
                return 1;
            }
            return 0;
        })).ToList();

        underWay.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        // As a room entry does: under the row lock, raising the version with it.
        room.Remove(leaver);
        room.Raise();
        var removed = await _host.Get<GroupAppend>().RunAsync(new Removal(room));
        (await Task.WhenAll(senders)).Sum().ShouldBe(4, "every sender was stopped by the removal");
        Log(room).ShouldAllBe(entry => entry.Seq <= removed);
    }

    private List<LogEntry> Log(TestRoom room)
    {
        using var database = _host.Database.CreateDbContext();
        return [.. database.Set<LogEntry>().AsNoTracking().Where(entry => entry.ConversationId == room.Id.Value).OrderBy(entry => entry.Seq)];
    }

    private sealed class Removal(TestRoom room) : IAppendWork<long>
    {
        public string Key => room.Id.Value;

        public long Run(AppendTransaction transaction)
        {
            var head = ConversationHead.Lock(transaction, room.Id)!;
            head.RaiseRecipientsVersion();
            return head.LastSeq;
        }
    }
}
