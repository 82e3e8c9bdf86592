using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.Data.Sqlite;
using Shouldly;

namespace BlazorChat.Tests.Storage;

[Collection(InstrumentTests.Name)]
public sealed class StorageMetersTests
{
    private const int Busy = 5;
    private const int Full = 13;

    [Fact]
    public async Task Groups_are_measured_with_their_repetitions_and_failures()
    {
        using var measured = new Measured();
        using var database = new ScratchDatabase();
        database.Execute(Note.Table);
        using var append = database.StartAppend();
        var runs = 0;
        await append.RunAsync(new Note("k", "text", _ =>
        {
            if (++runs == 1)
                throw new SqliteException("somebody else is at it", Busy);
        }));
        measured.Sum("blazorchat.append.repeated").ShouldBe(1);
        await Should.ThrowAsync<AppendException>(append.RunAsync(new Note("k", "text", _ => throw new SqliteException("no room", Full))));
        measured.Sum("blazorchat.append.failed", "reason=full").ShouldBe(1);
        await measured.UntilAsync(now => now.Count("blazorchat.append.size") == 2);
        measured.Sum("blazorchat.append.size").ShouldBe(2);
        measured.Count("blazorchat.append.duration").ShouldBe(2);
        measured.Spans.ShouldContain("group append blazorchat.works=1");
    }
}
