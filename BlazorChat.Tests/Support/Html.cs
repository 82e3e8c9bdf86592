using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace BlazorChat.Tests.Support;

/// <summary>Static pages as a browser sees them: fields by their labels, buttons by their words, forms with their hidden fields.</summary>
internal static class Html
{
    public static async Task<IHtmlDocument> PageAsync(this HttpClient client, string path, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept-Language", language);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync(path);
    }

    /// <summary>The page, which remembers where it came from (its form posts there).</summary>
    public static async Task<IHtmlDocument> DocumentAsync(this HttpResponseMessage answer, string? path = null)
    {
        var document = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        document.DocumentElement.SetAttribute("data-path", path ?? answer.RequestMessage!.RequestUri!.PathAndQuery);
        return document;
    }

    /// <summary>The field a person would find by this label.</summary>
    public static IHtmlInputElement Field(this IHtmlDocument page, string label)
    {
        var found = page.QuerySelectorAll<IHtmlLabelElement>("label").Single(element => element.TextContent.Trim() == label);
        return Assert.IsAssignableFrom<IHtmlInputElement>(page.GetElementById(found.HtmlFor!));
    }

    /// <summary>What a screen reader says after a field: its errors and hints.</summary>
    public static string Description(this IHtmlDocument page, string label) =>
        string.Join(' ', (page.Field(label).GetAttribute("aria-describedby") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => page.GetElementById(id)!.TextContent));

    public static string Heading(this IHtmlDocument page) => page.QuerySelector("h1")!.TextContent;

    public static string? Alert(this IHtmlDocument page) => page.QuerySelector("main [role=alert]")?.TextContent;

    /// <summary>Where a redirect leads: a path when it stays on this site, otherwise the whole address.</summary>
    public static string Next(this HttpResponseMessage answer)
    {
        var location = answer.Headers.Location!;
        var site = answer.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority);
        return location.IsAbsoluteUri && location.GetLeftPart(UriPartial.Authority) == site ? location.PathAndQuery : location.OriginalString;
    }

    /// <summary>Presses a button with these words after typing into the fields with these labels.</summary>
    public static Task<HttpResponseMessage> SubmitAsync(this HttpClient client, IHtmlDocument page, string button, params (string Label, string Text)[] typed)
    {
        var pressed = page.QuerySelectorAll("button").Single(element => element.TextContent.Trim() == button);
        var form = (IHtmlFormElement)pressed.Closest("form")!;
        var values = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(input => input.Name!, input => input.Value, StringComparer.Ordinal);
        foreach (var (label, text) in typed)
            values[page.Field(label).Name!] = text;
        var action = form.GetAttribute("action") is { Length: > 0 } set ? set : page.DocumentElement.GetAttribute("data-path")!;
        return client.PostAsync(action, new FormUrlEncodedContent(values));
    }

    /// <summary>Presses a button that has a name and a value of its own, or with another value than its own.</summary>
    public static Task<HttpResponseMessage> SubmitPressedAsync(this HttpClient client, IHtmlDocument page, string button, string? value = null)
    {
        var pressed = page.QuerySelectorAll<IHtmlButtonElement>("button").Single(element => element.TextContent.Trim() == button);
        var form = (IHtmlFormElement)pressed.Closest("form")!;
        var values = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(input => input.Name!, input => input.Value, StringComparer.Ordinal);
        values[pressed.Name!] = value ?? pressed.Value;
        return client.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(values));
    }
}
