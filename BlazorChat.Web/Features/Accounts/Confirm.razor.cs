using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>/confirm: the password again, before an act of administration, then back. Static like the other forms: what is typed here never enters a circuit.</summary>
public sealed partial class Confirm
{
    public const string Path = "/confirm";

    private string? error;

    [Inject] public required ISessions Sessions { get; init; }

    [Inject] public required IPeople People { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "confirm")] public ConfirmForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "return")] public string? Return { get; set; }

    // Private, being of the slice's own types.
    [Inject] private ConfirmPassword ConfirmPassword { get; init; } = null!;

    private string Target => ReturnUrl.Local(Return) ?? "/admin";

    private string? Username => Sessions.Current(Http.User) is { } session ? People.Current.Find(session.User)?.Username : null;

    /// <summary>Where somebody gives the password again who then goes on at this address.</summary>
    public static string Address(string back) => ReturnUrl.Between(Path, back, admin: null);

    private async Task SubmitAsync()
    {
        if (Sessions.Current(Http.User) is not { } session)
        {
            Navigation.NavigateTo(ReturnUrl.ToSignIn(Target));
            return;
        }
        switch (await ConfirmPassword.TryAsync(session, Form?.Username ?? "", Form?.Password ?? "", ClientAddress.Of(Http), Http.RequestAborted))
        {
            case null:
                Navigation.NavigateTo(Target);
                return;
            case SignInOutcome.Blocked(var reason):
                Navigation.NavigateTo($"/blocked?reason={reason}");
                return;
            case var refusal:
                error = SignInAnswer.Refuse(Http.Response, T, refusal);
                return;
        }
    }

    /// <summary>What is typed.</summary>
    public sealed class ConfirmForm
    {
        public string? Username { get; set; }

        public string? Password { get; set; }
    }
}
