using System.Globalization;
using OpenTelemetry.Exporter;

namespace BlazorChat.Web.Operations.Telemetry;

/// <summary>Where measurements and traces are sent.</summary>
/// <param name="Collector">As configured.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="TraceRatio">The share of requests that are traced, 0 to 1.</param>
internal sealed record TelemetrySettings(Uri Collector, OtlpExportProtocol Protocol, double TraceRatio)
{
    public const string EndpointSetting = "Telemetry:OtlpEndpoint";
    public const string ProtocolSetting = "Telemetry:OtlpProtocol";
    public const string RatioSetting = "Telemetry:TraceRatio";
    public const string DefaultProtocol = nameof(OtlpExportProtocol.Grpc);
    public const string DefaultRatio = "0.1";

    /// <summary>A collector that needs longer is as good as away.</summary>
    private const int PatienceMs = 5000;

    /// <summary>For the log: some collectors know their clients by a path that is nobody else's business.</summary>
    public string Server => Collector.GetLeftPart(UriPartial.Authority);

    /// <returns>Null: nothing is sent.</returns>
    /// <exception cref="StartupException">A setting of it is wrong.</exception>
    public static TelemetrySettings? Read(IConfiguration configuration) => configuration[EndpointSetting]?.Trim() is { Length: > 0 } endpoint
        ? new TelemetrySettings(ReadEndpoint(endpoint), ReadProtocol(configuration[ProtocolSetting]), ReadRatio(configuration[RatioSetting]))
        : null;

    /// <param name="signal">metrics or traces.</param>
    public OtlpExporterOptions For(string signal) => new()
    {
        // https://opentelemetry.io/docs/specs/otlp/#otlphttp-request: over HTTP each kind has a path of its own, over gRPC none.
        Endpoint = Protocol == OtlpExportProtocol.Grpc ? Collector : new Uri($"{Collector.AbsoluteUri.TrimEnd('/')}/v1/{signal}"),
        Protocol = Protocol,
        TimeoutMilliseconds = PatienceMs,
    };

    // What is refused is not repeated where it may hold a password.
    private static Uri ReadEndpoint(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
            throw new StartupException($"{EndpointSetting} is not the address of a collector. Write http://HOST:4317 or https://HOST:4317, for {ProtocolSetting}=HttpProtobuf with port 4318; what a collector asks of its clients stands in the environment variable OTEL_EXPORTER_OTLP_HEADERS.");
        return endpoint;
    }

    private static OtlpExportProtocol ReadProtocol(string? text) => (text ?? "").Trim() switch
    {
        "" => OtlpExportProtocol.Grpc,
        var name when name.Equals(nameof(OtlpExportProtocol.Grpc), StringComparison.OrdinalIgnoreCase) => OtlpExportProtocol.Grpc,
        var name when name.Equals(nameof(OtlpExportProtocol.HttpProtobuf), StringComparison.OrdinalIgnoreCase) => OtlpExportProtocol.HttpProtobuf,
        var name => throw new StartupException($"{ProtocolSetting} is {name}; there are {nameof(OtlpExportProtocol.Grpc)} and {nameof(OtlpExportProtocol.HttpProtobuf)}."),
    };

    private static double ReadRatio(string? text) =>
        double.TryParse(string.IsNullOrWhiteSpace(text) ? DefaultRatio : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new StartupException($"{RatioSetting} is {text}. Write a share of the requests between 0 and 1, such as {DefaultRatio}.");
}
