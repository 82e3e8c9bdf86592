using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>How a form for a password says that it was refused.</summary>
internal static class SignInAnswer
{
    /// <summary>The sentence, with the status of the response to go with it.</summary>
    public static string Refuse(HttpResponse response, IStringLocalizer<Texts> texts, SignInOutcome refusal)
    {
        switch (refusal)
        {
            case SignInOutcome.Throttled(var wait):
                Waiting.Answer(response, wait);
                return Waiting.Say(texts, wait);
            case SignInOutcome.Wrong:
                response.StatusCode = StatusCodes.Status401Unauthorized;
                return texts["WrongCredentials"];
            default:
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return texts["Unreachable"];
        }
    }
}
