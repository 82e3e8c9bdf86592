using System.Diagnostics;
using BlazorChat.Web.Operations.Telemetry;
using Shouldly;

namespace BlazorChat.Tests.Operations.Telemetry;

public sealed class SpanScrubberTests
{
    private const string Canary = "canary";

    [Fact]
    public void What_is_not_on_the_list_does_not_leave()
    {
        using var scrubber = new SpanScrubber();
        using var span = Request();
        span.SetTag("url.path", Canary).SetTag("some.newer.attribute", Canary).SetTag(SpanScrubber.Method, "GET").SetTag(SpanScrubber.Route, "/api/users/{user}");
        span.DisplayName = $"GET /api/users/{Canary}";
        span.TraceStateString = $"x={Canary}";
        span.SetStatus(ActivityStatusCode.Error, Canary);
        scrubber.OnEnd(span);
        span.TagObjects.Select(tag => tag.Key).ShouldBe([SpanScrubber.Method, SpanScrubber.Route], ignoreOrder: true);
        (span.DisplayName, span.TraceStateString, span.Status, span.StatusDescription, span.Recorded).ShouldBe(("GET /api/users/{user}", null, ActivityStatusCode.Error, null, true));
    }

    [Fact]
    public void A_span_with_an_exception_in_it_stays()
    {
        using var scrubber = new SpanScrubber();
        using var span = Request();
        span.AddException(new InvalidOperationException(Canary));
        scrubber.OnEnd(span);
        span.Recorded.ShouldBeFalse();
        span.DisplayName.ShouldBe("HTTP");
    }

    private static Activity Request()
    {
        using var source = new ActivitySource(SpanScrubber.Requests);
        using var listener = new ActivityListener { ShouldListenTo = one => ReferenceEquals(one, source), Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        return source.StartActivity("Microsoft.AspNetCore.Hosting.HttpRequestIn", ActivityKind.Server)!;
    }
}
