using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace BlazorChat.Web.Operations.Telemetry;

/// <summary>
/// What leaves of a span. The threat: paths hold ids of people and conversations, queries what somebody looks for, messages of exceptions anything. The method: of
/// attributes only those listed here go out, whatever a newer framework adds; names are made of the route's pattern; a span with events, such as exceptions, stays.
/// Whoever adds a name to the list sees to it that its values are few and are words of the program.
/// </summary>
internal sealed class SpanScrubber : BaseProcessor<Activity>
{
    public const string Requests = "Microsoft.AspNetCore";
    public const string Method = "http.request.method";
    public const string Route = "http.route";
    public const string Status = "http.response.status_code";

    private static readonly FrozenSet<string> Allowed = FrozenSet.Create(StringComparer.Ordinal, Method, Route, Status, "url.scheme", "blazorchat.outcome", "blazorchat.works");

    public override void OnEnd(Activity data)
    {
        List<string>? others = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (!Allowed.Contains(tag.Key))
                (others ??= []).Add(tag.Key);
        }
        others?.ForEach(name => data.SetTag(name, null));
        data.TraceStateString = null;
        if (data.StatusDescription is not null)
            data.SetStatus(data.Status);
        if (data.Source.Name == Requests)
            data.DisplayName = $"{data.GetTagItem(Method) ?? "HTTP"} {data.GetTagItem(Route)}".TrimEnd();
        if (data.EnumerateEvents().MoveNext() || data.EnumerateLinks().MoveNext())
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
