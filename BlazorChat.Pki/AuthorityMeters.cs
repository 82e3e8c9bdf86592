using System.Diagnostics.Metrics;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ocsp;

namespace BlazorChat.Pki;

/// <summary>What is counted of the authority, by the names of docs/telemetry.md. Tags are words of the program: never a key, a name or a serial number.</summary>
internal static class AuthorityMeters
{
    public const string Name = "BlazorChat.Pki";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Certificates = Meter.CreateCounter<long>("blazorchat.certificates.issued", "{certificate}", "Certificates issued");
    private static readonly Counter<long> Lists = Meter.CreateCounter<long>("blazorchat.crls.published", "{list}", "Revocation lists published by this host");
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("blazorchat.ocsp.answers", "{answer}", "OCSP answers");

    public static void Issued(KeyUse use, int count = 1)
    {
        if (Certificates.Enabled)
            Certificates.Add(count, KeyValuePair.Create<string, object?>("use", use.ToString()));
    }

    public static void Published() => Lists.Add(1);

    public static void Answered(OcspAnswer answer)
    {
        if (Answers.Enabled)
            Answers.Add(1, KeyValuePair.Create<string, object?>("kind", KindOf(answer)));
    }

    private static string KindOf(OcspAnswer answer) => answer switch
    {
        OcspAnswer.Kept => "kept",
        OcspAnswer.Fresh => "signed",
        OcspAnswer.Refused { Reason: OcspRefusal.TryLater } => "try-later",
        OcspAnswer.Refused { Reason: OcspRefusal.InternalError } => "failed",
        _ => "refused",
    };
}
