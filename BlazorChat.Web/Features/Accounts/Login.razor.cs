using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>/login: static, because a circuit cannot set a cookie.</summary>
public sealed partial class Login
{
    private RegistrationOffer offer;
    private bool? adminLink; // null: none given
    private string? error;

    [Inject] public required IAccountLinks Links { get; init; }

    [Inject] public required ISessions Sessions { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "login")] public LoginForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "return")] public string? Return { get; set; }

    [SupplyParameterFromQuery(Name = "admin")] public string? Admin { get; set; }

    // Private, being of the slice's own types.
    [Inject] private SignIn SignIn { get; init; } = null!;

    [Inject] private Registration Registration { get; init; } = null!;

    [Inject] private FirstAdministrator FirstAdministrator { get; init; } = null!;

    private bool Typed => !string.IsNullOrEmpty(Form?.Username);

    private bool IsPost => HttpMethods.IsPost(Http.Request.Method);

    protected override async Task OnInitializedAsync()
    {
        Form ??= new LoginForm();
        if (!string.IsNullOrEmpty(Admin))
            adminLink = await FirstAdministrator.IsOpenAsync(Admin, Http.RequestAborted);
        if (!IsPost && adminLink is not true && Sessions.Current(Http.User) is not null)
            Navigation.NavigateTo(ReturnUrl.ToDevice(Return));
        else
            offer = await Registration.OfferAsync(Admin, invitation: null, Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        var outcome = await SignIn.TryAsync(Form?.Username ?? "", Form?.Password ?? "", ClientAddress.Of(Http), Admin, Http.RequestAborted);
        switch (outcome)
        {
            case SignInOutcome.SignedIn(var user):
                await SessionCookie.SignInAsync(Http, user);
                Navigation.NavigateTo(ReturnUrl.ToDevice(Return));
                return;
            case SignInOutcome.Blocked(var reason):
                Navigation.NavigateTo($"/blocked?reason={reason}");
                return;
            default:
                error = SignInAnswer.Refuse(Http.Response, T, outcome);
                return;
        }
    }

    /// <summary>What is typed.</summary>
    public sealed class LoginForm
    {
        public string? Username { get; set; }

        public string? Password { get; set; }
    }
}
