using System.Diagnostics;
using System.Diagnostics.Metrics;
using BlazorChat.Web.Operations.Telemetry;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// What is measured of sends and deliveries, by the names of docs/telemetry.md. Tags are words of this file: never a user, a device, a conversation or anything
/// somebody wrote. Where nobody listens each costs a look at a field, and a circuit nothing.
/// </summary>
internal static class MessageMeters
{
    public const string Name = "BlazorChat.Messages";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Spans = new(Name);

    private static readonly Counter<long> Acknowledged = Meter.CreateCounter<long>("blazorchat.messages.acknowledged", "{message}", "Messages whose senders were told that they are stored");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("blazorchat.messages.refused", "{refusal}", "Sends that were refused, by the reason");

    private static readonly Histogram<double> Sends =
        Meter.CreateHistogram("blazorchat.send.duration", Seconds.Unit, "From the parsed request to the answer: checks, waiting, storing", tags: null, Seconds.Bounds);

    private static readonly Histogram<double> Deliveries =
        Meter.CreateHistogram("blazorchat.delivery.duration", Seconds.Unit, "Until a page has answered a delivery", tags: null, Seconds.Bounds);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("blazorchat.deliveries", "{call}", "Calls to pages");
    private static readonly Counter<long> Entries = Meter.CreateCounter<long>("blazorchat.delivered.entries", "{entry}", "Entries in these calls");
    private static readonly Counter<long> Stalls = Meter.CreateCounter<long>("blazorchat.deliveries.stalled", "{call}", "Calls that a page left unanswered");
    private static readonly UpDownCounter<long> Feeds = Meter.CreateUpDownCounter<long>("blazorchat.feeds", "{circuit}", "Pages that are brought what happens");

    public static Activity? BeginSend() => Spans.StartActivity("send");

    /// <param name="span">Of this send.</param>
    /// <param name="taken">How many are stored.</param>
    /// <param name="refusal">Why not the next.</param>
    /// <param name="took">Until now.</param>
    public static void Sent(Activity? span, int taken, SendRefusal? refusal, TimeSpan took)
    {
        var outcome = taken > 0 ? "acknowledged" : "refused";
        if (taken > 0)
            Acknowledged.Add(taken);
        if (refusal is not null)
            Refused(WordOf(refusal));
        Answered(span, outcome, took);
    }

    public static void Failed(Activity? span, TimeSpan took)
    {
        Refused("storage");
        span?.SetStatus(ActivityStatusCode.Error);
        Answered(span, "failed", took);
    }

    /// <summary>Before it came to the act.</summary>
    public static void Refused(string reason) => Refusals.Add(1, KeyValuePair.Create<string, object?>("reason", reason));

    public static void Delivering(int entries)
    {
        Calls.Add(1);
        if (entries > 0)
            Entries.Add(entries);
    }

    public static void Delivered(TimeSpan took) => Deliveries.Record(took.TotalSeconds);

    public static void Stalled() => Stalls.Add(1);

    public static void Joined() => Feeds.Add(1);

    public static void Left() => Feeds.Add(-1);

    private static void Answered(Activity? span, string outcome, TimeSpan took)
    {
        span?.SetTag("blazorchat.outcome", outcome);
        Sends.Record(took.TotalSeconds, KeyValuePair.Create<string, object?>("outcome", outcome));
    }

    private static string WordOf(SendRefusal refusal) => refusal switch
    {
        SendRefusal.NotFound => "not-found",
        SendRefusal.NotMember => "not-member",
        SendRefusal.Blocked => "blocked",
        SendRefusal.Blocking => "blocking",
        SendRefusal.BlockedBy => "blocked-by",
        SendRefusal.Counter => "counter",
        SendRefusal.StaleSession => "session",
        SendRefusal.Recipients => "recipients",
        SendRefusal.Room => "room",
        SendRefusal.Archived => "archived",
        SendRefusal.Unsettled => "unsettled",
        SendRefusal.NothingThere => "about",
        SendRefusal.NotYours => "not-yours",
        SendRefusal.Removed => "removed",
        SendRefusal.Signer => "signer",
        _ => "bad",
    };
}
