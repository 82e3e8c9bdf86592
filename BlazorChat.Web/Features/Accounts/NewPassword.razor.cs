using BlazorChat.Directories;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>/new-password: a new password by an administrator's link, for who forgot the old one. It signs nobody in.</summary>
public sealed partial class NewPassword
{
    private Person? person; // null: the link does not work
    private bool gone; // and that is to be said
    private string? wrongNew;
    private string? wrongConfirm;
    private string? error;
    private bool done;

    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "new-password")] public NewPasswordForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "link")] public string? Link { get; set; }

    // Private, being of the slice's own types.
    [Inject] private NewPasswordByLink ByLink { get; init; } = null!;

    [Inject] private PasswordTexts Say { get; init; } = null!;

    private string Hint => Say.Hint(T);

    protected override async Task OnInitializedAsync()
    {
        Form ??= new NewPasswordForm();
        person = await ByLink.FindAsync(Link, Http.RequestAborted);
        // What is posted is answered on the form it came from.
        if (person is null && !HttpMethods.IsPost(Http.Request.Method))
            Gone();
    }

    private async Task SubmitAsync()
    {
        var (chosen, confirmed) = (Form?.New ?? "", Form?.Confirm ?? "");
        if (person is not null && chosen.Length > 0 && chosen != confirmed)
        {
            wrongConfirm = T["PasswordsDiffer"];
            Refuse();
            return;
        }
        switch (await ByLink.TryAsync(Link, chosen, ClientAddress.Of(Http), Http.RequestAborted))
        {
            case PasswordOutcome.Throttled(var wait):
                error = Waiting.Say(T, wait);
                Waiting.Answer(Http.Response, wait);
                return;
            case PasswordOutcome.Answered(PasswordChangeResult.Done):
                done = true;
                return;
            case PasswordOutcome.Answered(PasswordChangeResult.Refused(var problem)):
                wrongNew = Say.Of(T, problem);
                Refuse();
                return;
            default:
                Gone();
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
        gone = true;
        Http.Response.StatusCode = StatusCodes.Status410Gone;
    }

    /// <summary>What is typed.</summary>
    public sealed class NewPasswordForm
    {
        public string? New { get; set; }

        public string? Confirm { get; set; }
    }
}
