using BlazorChat.Directories;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>/register: static, because a circuit cannot set a cookie. Registering signs in.</summary>
public sealed partial class Register
{
    private readonly SortedDictionary<RegisterField, string> wrong = [];
    private RegistrationOffer offer;
    private bool? adminLink; // null: none given
    private string? error;

    private enum RegisterField
    {
        Username,
        DisplayName,
        Password,
        ConfirmPassword,
    }

    [Inject] public required ISessions Sessions { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "register")] public RegisterForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "return")] public string? Return { get; set; }

    [SupplyParameterFromQuery(Name = "admin")] public string? Admin { get; set; }

    [SupplyParameterFromQuery(Name = "invitation")] public string? Invitation { get; set; }

    // Private, being of the slice's own types.
    [Inject] private Registration Registration { get; init; } = null!;

    [Inject] private PasswordTexts Say { get; init; } = null!;

    [Inject] private FirstAdministrator FirstAdministrator { get; init; } = null!;

    private string Title => offer is RegistrationOffer.InvitationGone ? "LinkGoneTitle" : "RegisterTitle";

    private string PasswordHint => Say.Hint(T);

    protected override async Task OnInitializedAsync()
    {
        Form ??= new RegisterForm();
        if (!string.IsNullOrEmpty(Admin))
            adminLink = await FirstAdministrator.IsOpenAsync(Admin, Http.RequestAborted);
        // What is posted is judged by the act, and answered on the form it came from.
        if (HttpMethods.IsPost(Http.Request.Method))
        {
            offer = RegistrationOffer.Offered;
            return;
        }
        if (adminLink is not true && Sessions.Current(Http.User) is not null)
        {
            Navigation.NavigateTo(ReturnUrl.ToDevice(Return));
            return;
        }
        offer = await Registration.OfferAsync(Admin, Invitation, Http.RequestAborted);
        if (offer is RegistrationOffer.InvitationGone)
            Gone();
    }

    private string? Wrong(RegisterField field) => wrong.GetValueOrDefault(field);

    /// <summary>The first field to be typed into: the first wrong one, or the first.</summary>
    private bool First(RegisterField field) => field == (wrong.Count > 0 ? wrong.Keys.First() : RegisterField.Username);

    private async Task SubmitAsync()
    {
        var form = Form ?? new RegisterForm();
        if (!string.IsNullOrEmpty(form.Password) && form.Password != form.ConfirmPassword)
        {
            wrong[RegisterField.ConfirmPassword] = T["PasswordsDiffer"];
            Refuse();
            return;
        }
        var account = new NewAccount(form.Username ?? "", form.DisplayName ?? "", form.Password ?? "");
        var outcome = await Registration.TryAsync(account, ClientAddress.Of(Http), Admin, Invitation, Http.RequestAborted);
        switch (outcome)
        {
            case RegistrationOutcome.Registered(var user):
                await SessionCookie.SignInAsync(Http, user);
                Navigation.NavigateTo(ReturnUrl.ToDevice(Return));
                return;
            case RegistrationOutcome.Refused(var problems):
                foreach (var problem in problems)
                    wrong[FieldOf(problem.Field)] = Say.Of(T, problem);
                Refuse();
                return;
            case RegistrationOutcome.Throttled(var wait):
                error = Waiting.Say(T, wait);
                Waiting.Answer(Http.Response, wait);
                return;
            case RegistrationOutcome.Failed(RegistrationFailure.InvitationGone):
                Gone();
                return;
            case RegistrationOutcome.Failed(var why):
                error = T[why.ToString()];
                Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
        }
    }

    private void Refuse()
    {
        error = T["CheckFields"];
        Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    private void Gone()
    {
        offer = RegistrationOffer.InvitationGone;
        Http.Response.StatusCode = StatusCodes.Status410Gone;
    }

    private static RegisterField FieldOf(AccountField field) => field switch
    {
        AccountField.Username => RegisterField.Username,
        AccountField.DisplayName => RegisterField.DisplayName,
        _ => RegisterField.Password,
    };

    /// <summary>What is typed.</summary>
    public sealed class RegisterForm
    {
        public string? Username { get; set; }

        public string? DisplayName { get; set; }

        public string? Password { get; set; }

        public string? ConfirmPassword { get; set; }
    }
}
