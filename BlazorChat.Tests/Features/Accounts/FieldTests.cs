using Bunit;
using Field = BlazorChat.Web.Features.Accounts.Field;

namespace BlazorChat.Tests.Features.Accounts;

public class FieldTests : BunitContext
{
    [Fact]
    public void A_field_is_bound_to_its_label_and_its_hint()
    {
        var field = Render<Field>(parameters => parameters
            .Add(it => it.Id, "username").Add(it => it.Name, "Form.Username").Add(it => it.Label, "Username")
            .Add(it => it.Hint, "2 to 32 characters").Add(it => it.Value, "<alice>").Add(it => it.Autocomplete, "username"));

        field.MarkupMatches("""
            <div class="bc-field">
              <label for="username">Username</label>
              <input id="username" name="Form.Username" type="text" value="&lt;alice&gt;" autocomplete="username"
                     autocapitalize="none" spellcheck="false" aria-required="true" aria-describedby="username-hint" />
              <p class="bc-hint" id="username-hint">2 to 32 characters</p>
            </div>
            """);
    }

    [Fact]
    public void A_wrong_field_names_its_error_before_its_hint()
    {
        var field = Render<Field>(parameters => parameters
            .Add(it => it.Id, "username").Add(it => it.Name, "Form.Username").Add(it => it.Label, "Username")
            .Add(it => it.Hint, "2 to 32 characters").Add(it => it.Error, "This username is taken.").Add(it => it.Focus, true));

        var input = field.Find("input");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("username-error username-hint", input.GetAttribute("aria-describedby"));
        Assert.True(input.HasAttribute("autofocus"));
        Assert.Equal("This username is taken.", field.Find("#username-error.bc-error").TextContent);
    }

    [Fact]
    public void A_field_without_hint_or_error_describes_nothing()
    {
        var field = Render<Field>(parameters => parameters.Add(it => it.Id, "password").Add(it => it.Name, "Form.Password").Add(it => it.Label, "Password").Add(it => it.Type, "password"));

        Assert.False(field.Find("input").HasAttribute("aria-describedby"));
        Assert.False(field.Find("input").HasAttribute("aria-invalid"));
    }
}
