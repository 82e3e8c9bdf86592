using BlazorChat.Web.Relay.RabbitMq;
using Shouldly;

namespace BlazorChat.Tests.Relay.RabbitMq;

public class RelayFrameTests
{
    private static readonly Guid Host = Guid.Parse("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001");
    private static readonly byte[] Body = [1, 2, 3];
    private static readonly RelayFrame.Published Published = new(Host, 7, new("a-topic", 42, 1_700_000_000_123, Body));
    private static readonly RelayFrame.Beat Beat = new(Host, Leaving: false, [(0, 1), (255, long.MaxValue)]);

    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        var read = RelayFrame.Read(Published.Write()).ShouldBeOfType<RelayFrame.Published>();
        (read.Host, read.Number, read.Message.Topic, read.Message.Seq, read.Message.At).ShouldBe((Host, 7L, "a-topic", 42L, 1_700_000_000_123));
        read.Message.Body.ToArray().ShouldBe(Body);
    }

    [Fact]
    public void A_beat_is_read_as_it_was_written()
    {
        var read = RelayFrame.Read(Beat.Write()).ShouldBeOfType<RelayFrame.Beat>();
        (read.Host, read.Leaving).ShouldBe((Host, false));
        read.Numbers.ShouldBe(Beat.Numbers);
        RelayFrame.Read(new RelayFrame.Beat(Host, Leaving: true, []).Write()).ShouldBeOfType<RelayFrame.Beat>().Leaving.ShouldBeTrue();
    }

    /// <summary>Hosts of two versions talk to each other while they are upgraded: a change of the form needs another version, and another exchange.</summary>
    [Fact]
    public void The_form_is_that_of_version_1()
    {
        Convert.ToHexStringLower(Published.Write()).ShouldBe(
            "0101" + "0190aaaabbbb7ccc8dddeeeeffff0001" + "0000000000000007" + "000000000000002a" + "0000018bcfe5687b" + "07" + "612d746f706963" + "010203");
        Convert.ToHexStringLower(Beat.Write()).ShouldBe("0102" + "0190aaaabbbb7ccc8dddeeeeffff0001" + "00" + "0002" + "00" + "0000000000000001" + "ff" + "7fffffffffffffff");
    }

    [Fact]
    public void Anything_else_is_refused_and_nothing_breaks_on_it()
    {
        foreach (var whole in new[] { Published with { Message = Published.Message with { Body = default } }, (RelayFrame)Beat })
        {
            var bytes = whole.Write();
            for (var length = 0; length < bytes.Length; length++)
                RelayFrame.Read(bytes.AsSpan(0, length)).ShouldBeNull($"{length} of {bytes.Length}");
            foreach (var (at, value) in new[] { (0, 0), (0, 2), (1, 0), (1, 3) })
            {
                var changed = (byte[])bytes.Clone();
                changed[at] = (byte)value;
                RelayFrame.Read(changed).ShouldBeNull($"{value} at {at}");
            }
        }
        RelayFrame.Read([.. Beat.Write(), 0]).ShouldBeNull();
    }
}
