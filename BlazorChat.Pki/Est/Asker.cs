using Microsoft.AspNetCore.Http;

namespace BlazorChat.Pki.Est;

/// <summary>Who asks, once it is certain; or the answer to give instead.</summary>
/// <param name="CurrentName">The common name of the certificate they came with; null: they came with a password.</param>
internal readonly record struct Asker(EstPerson? Person, string? CurrentName, IResult? Refusal)
{
    public static Asker Refused(IResult refusal) => new(null, null, refusal);

    public static Asker Refused(int status, string sentence) => Refused(EstAnswer.Say(status, sentence));
}
