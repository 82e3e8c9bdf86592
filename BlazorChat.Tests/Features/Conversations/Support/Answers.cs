using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace BlazorChat.Tests.Features.Conversations;

internal static class Answers
{
    /// <summary>The status, and the code of a refusal.</summary>
    public static async Task<(HttpStatusCode Status, string? Code)> ReadAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
}
