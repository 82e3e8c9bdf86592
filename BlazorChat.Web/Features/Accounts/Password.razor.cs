using BlazorChat.Directories;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>/password: one's own password, with the old one. Static like the other forms: what is typed here never enters a circuit.</summary>
public sealed partial class Password
{
    private readonly SortedDictionary<PasswordField, string> wrong = [];
    private string? error;
    private bool done;

    private enum PasswordField
    {
        Current,
        New,
        Confirm,
    }

    [Inject] public required IUserDirectory Directory { get; init; }

    [Inject] public required ISessions Sessions { get; init; }

    [Inject] public required IPeople People { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "password")] public PasswordForm? Form { get; set; }

    // Private, being of the slice's own types.
    [Inject] private ChangePassword ChangePassword { get; init; } = null!;

    [Inject] private PasswordTexts Say { get; init; } = null!;

    private string Hint => Say.Hint(T);

    /// <summary>For password managers, which otherwise save the new one under no name.</summary>
    private string? Username => Sessions.Current(Http.User) is { } session ? People.Current.Find(session.User)?.Username : null;

    protected override void OnInitialized() => Form ??= new PasswordForm();

    private string? Wrong(PasswordField field) => wrong.GetValueOrDefault(field);

    /// <summary>The first field to be typed into: the first wrong one, or the first.</summary>
    private bool First(PasswordField field) => field == (wrong.Count > 0 ? wrong.Keys.First() : PasswordField.Current);

    private async Task SubmitAsync()
    {
        if (Sessions.Current(Http.User) is not { } session)
        {
            Navigation.NavigateTo(ReturnUrl.ToSignIn("/password"));
            return;
        }
        var (old, chosen, confirmed) = (Form?.Current ?? "", Form?.New ?? "", Form?.Confirm ?? "");
        if (old.Length == 0)
            wrong[PasswordField.Current] = T["CurrentPasswordMissing"];
        if (chosen.Length > 0 && chosen != confirmed)
            wrong[PasswordField.Confirm] = T["PasswordsDiffer"];
        else if (chosen.Length > 0 && chosen == old)
            wrong[PasswordField.New] = T["PasswordUnchanged"];
        if (wrong.Count > 0)
        {
            Refuse();
            return;
        }
        switch (await ChangePassword.TryAsync(session, old, chosen, ClientAddress.Of(Http)))
        {
            case PasswordOutcome.Throttled(var wait):
                error = Waiting.Say(T, wait);
                Waiting.Answer(Http.Response, wait);
                return;
            case PasswordOutcome.Answered(var result):
                Answer(result);
                return;
        }
    }

    private void Answer(PasswordChangeResult result)
    {
        switch (result)
        {
            case PasswordChangeResult.Done:
                done = true;
                return;
            case PasswordChangeResult.WrongOldPassword:
                wrong[PasswordField.Current] = T["CurrentPasswordWrong"];
                Refuse();
                return;
            case PasswordChangeResult.Refused(var problem):
                wrong[PasswordField.New] = Say.Of(T, problem);
                Refuse();
                return;
            case PasswordChangeResult.KeptOut(var reason):
                Navigation.NavigateTo($"/blocked?reason={BlockReason.Of(reason)}");
                return;
            case PasswordChangeResult.NotOffered:
                error = T["PasswordNotOffered"];
                Http.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            default:
                error = T["Unreachable"];
                Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
        }
    }

    private void Refuse()
    {
        error = T["CheckFields"];
        Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    /// <summary>What is typed.</summary>
    public sealed class PasswordForm
    {
        public string? Current { get; set; }

        public string? New { get; set; }

        public string? Confirm { get; set; }
    }
}
