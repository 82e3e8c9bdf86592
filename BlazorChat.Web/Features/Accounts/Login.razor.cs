using System.Diagnostics.CodeAnalysis;
using BlazorChat.Directories;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>/login: static, because a circuit cannot set a cookie.</summary>
public sealed partial class Login(IServiceProvider services, IUserDirectory directory, ISessions sessions, NavigationManager navigation, IStringLocalizer<Texts> texts)
{
    private bool? adminLink; // null: none given
    private string? error;

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "login")] public LoginForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "return")] public string? Return { get; set; }

    [SupplyParameterFromQuery(Name = "admin")] public string? Admin { get; set; }

    private IStringLocalizer<Texts> T => texts;

    private bool Offered => directory.Rules.CanRegister;

    [MemberNotNullWhen(true, nameof(Form))]
    private bool Typed => !string.IsNullOrEmpty(Form?.Username);

    private bool IsPost => HttpMethods.IsPost(Http.Request.Method);

    protected override async Task OnInitializedAsync()
    {
        Form ??= new LoginForm();
        if (!string.IsNullOrEmpty(Admin))
            adminLink = await services.GetRequiredService<FirstAdministrator>().IsOpenAsync(Admin, Http.RequestAborted);
        if (!IsPost && adminLink is not true && sessions.Current(Http.User) is not null)
            navigation.NavigateTo(ReturnUrl.ToDevice(Return));
    }

    private async Task SubmitAsync()
    {
        var outcome = await services.GetRequiredService<SignIn>()
            .TryAsync(Form?.Username ?? "", Form?.Password ?? "", ClientAddress.Of(Http), Admin, Http.RequestAborted);
        switch (outcome)
        {
            case SignInOutcome.SignedIn(var user):
                await SessionCookie.SignInAsync(Http, user);
                navigation.NavigateTo(ReturnUrl.ToDevice(Return));
                return;
            case SignInOutcome.Blocked(var reason):
                navigation.NavigateTo($"/blocked?reason={reason}");
                return;
            case SignInOutcome.Throttled(var wait):
                error = Waiting.Say(texts, wait);
                Waiting.Answer(Http.Response, wait);
                return;
            case SignInOutcome.Wrong:
                error = T["WrongCredentials"];
                Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            default:
                error = T["Unreachable"];
                Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
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
