using BlazorChat.Bench.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(BenchStartup))]

namespace BlazorChat.Bench.Host;

/// <summary>Joins the real web host, which knows nothing of it, and answers under <c>/bench</c>.</summary>
internal sealed class BenchStartup : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services
        .AddSingleton<Crowd>()
        .AddSingleton<Correspondents>()
        .AddSingleton<Driver>()
        .AddSingleton<LongLog>()
        .AddSingleton<ManyMembers>()
        .AddSingleton<AskedCertificates>()
        .AddSingleton<IStartupFilter, Door>());

    private sealed class Door : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Map("/bench", bench => bench.Run(BenchEndpoints.HandleAsync));
            next(app);
        };
    }
}
