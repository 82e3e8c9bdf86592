using System.Diagnostics.Metrics;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>What is counted of signing in, by the names of docs/telemetry.md. Whose it was is nowhere.</summary>
internal static class AccountMeters
{
    public const string Name = "BlazorChat.Accounts";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> SignIns = Meter.CreateCounter<long>("blazorchat.sign_ins", "{attempt}", "Passwords given at sign-in");

    public static void Tried(SignInOutcome outcome) => SignIns.Add(1, KeyValuePair.Create<string, object?>("outcome", WordOf(outcome)));

    private static string WordOf(SignInOutcome outcome) => outcome switch
    {
        SignInOutcome.SignedIn => "succeeded",
        SignInOutcome.Wrong => "wrong",
        SignInOutcome.Throttled => "throttled",
        SignInOutcome.Unreachable => "unreachable",
        _ => "blocked",
    };
}
