using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using BlazorChat.Web.Features.Messages.Feed;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>The island of a page: what it is handed is parsed as its script would, and answered when the test says.</summary>
internal sealed class FakeIsland : IFeedSink
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly Dictionary<string, long> _held = [];
    private int _open;

    /// <summary>Answers at once with what it holds.</summary>
    public bool Answers { get; set; } = true;

    public int MostAtOnce { get; private set; }

    public Task<IReadOnlyDictionary<string, long>> DeliverAsync(FeedBatch batch)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _open));
        var delivery = new Delivery(this, JsonNode.Parse(JsonSerializer.Serialize(batch))!);
        _deliveries.Writer.TryWrite(delivery);
        if (Answers)
            delivery.Hold();
        return delivery.Answer;
    }

    public async Task<Delivery> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _deliveries.Reader.ReadAsync(patience.Token);
    }

    public bool TryNext(out Delivery? delivery) => _deliveries.Reader.TryRead(out delivery);

    internal sealed class Delivery(FakeIsland island, JsonNode batch)
    {
        private readonly TaskCompletionSource<IReadOnlyDictionary<string, long>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyDictionary<string, long>> Answer => _answer.Task;

        public IEnumerable<long> Seqs => batch["entries"]!.AsArray().Select(entry => (long)entry!["seq"]!);

        public JsonNode Batch => batch;

        /// <summary>Takes the entries and says up to where it holds each conversation.</summary>
        public void Hold()
        {
            foreach (var entry in batch["entries"]!.AsArray())
                island._held[(string)entry!["conv"]!] = (long)entry["seq"]!;
            Reply();
        }

        /// <summary>Answers without having taken anything.</summary>
        public void Reply()
        {
            Interlocked.Decrement(ref island._open);
            _answer.TrySetResult(new Dictionary<string, long>(island._held));
        }

        public void Fail(Exception fault)
        {
            Interlocked.Decrement(ref island._open);
            _answer.TrySetException(fault);
        }
    }
}
