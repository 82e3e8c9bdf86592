using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Bench.Host;

/// <summary>What the load client asks of the measured host. Never part of the product: only the bench loads it.</summary>
internal static class BenchEndpoints
{
    public static async Task HandleAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var answer = context.Request.Path.Value switch
        {
            "/mem" => Memory.Read(collect: Number(context, "collect", 0) != 0),
            "/people" => await services.GetRequiredService<Crowd>().GrowAsync(Number(context, "n", 200)),
            "/sign-in" => await services.GetRequiredService<Crowd>().SignInAsync(context, Number(context, "user", 0)),
            "/sign-in-admin" => await services.GetRequiredService<Crowd>().SignInAdministratorAsync(context, Number(context, "certificates", 0)),
            "/correspond" => await services.GetRequiredService<Correspondents>().MakeAsync(Number(context, "senders", 20), Number(context, "readers", 200)),
            "/sign-in-reader" => await services.GetRequiredService<Correspondents>().SignInAsync(context, Number(context, "reader", 0)),
            "/drive" => await services.GetRequiredService<Driver>().RunAsync(Number(context, "rate", 2000), Number(context, "seconds", 5), Number(context, "from", 0), Number(context, "count", 0)),
            "/long-log" => await services.GetRequiredService<LongLog>().WriteAsync(Guid.Parse(context.Request.Query["reader"].ToString()), Number(context, "messages", 100_000)),
            "/room-make" => await services.GetRequiredService<ManyMembers>().MakeAsync(Number(context, "open", 1) != 0, Number(context, "members", 1000), Number(context, "joiners", 200)),
            "/room-run" => await services.GetRequiredService<ManyMembers>().RunAsync(Number(context, "talkers", 20), Number(context, "seconds", 60), Number(context, "every", 2000)),
            "/ocsp" => await services.GetRequiredService<AskedCertificates>().MakeAsync(Number(context, "n", 100)),
            _ => null,
        };
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await context.Response.WriteAsJsonAsync(answer, answer.GetType(), context.RequestAborted);
    }

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
