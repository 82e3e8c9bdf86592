using BlazorChat.Directories;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>How pages say what the directory asks of an account's fields.</summary>
internal sealed class PasswordTexts(IUserDirectory directory)
{
    /// <summary>What is asked of a password, before the mistake.</summary>
    public string Hint(IStringLocalizer<Texts> texts) =>
        directory.Rules.MinPasswordLength is { } shortest ? texts["PasswordHint", shortest] : texts["PasswordHintDirectory"];

    public string Of(IStringLocalizer<Texts> texts, RegistrationProblem problem)
    {
        if (problem.Reason is RegistrationRefusal.Policy)
            return problem.Detail ?? texts["Policy"];
        if (problem is { Field: AccountField.Password, Reason: RegistrationRefusal.TooShort } && directory.Rules.MinPasswordLength is null)
            return texts["PasswordTooShortDirectory"];
        return texts[$"{problem.Field}.{problem.Reason}", directory.Rules.MinPasswordLength ?? 0, directory.Rules.MaxPasswordLength ?? 0];
    }
}
