using System.Net;
using System.Text.Json;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    /// <summary>A refusal is a problem with this code and a sentence of its own.</summary>
    public static async Task<JsonElement> ShouldBeRefusedAsync(this Task<HttpResponseMessage> asking, HttpStatusCode status, string code)
    {
        var answer = await asking;
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("detail").GetString()!.ShouldContain(' ', customMessage: "a sentence, not a code");
        return problem;
    }

    public static async Task<JsonElement> ShouldBeTakenAsync(this Task<HttpResponseMessage> asking)
    {
        var answer = await asking;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    /// <summary>Waits for what happens in the background.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> happened, string what)
    {
        for (var patience = 0; patience < 250; patience++)
        {
            if (await happened())
                return;
            await Task.Delay(20);
        }

        throw new TimeoutException($"Within 5 seconds it did not happen that {what}.");
    }
}
