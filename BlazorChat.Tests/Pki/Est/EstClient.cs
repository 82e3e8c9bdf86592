using BlazorChat.Tests.Support.DirectoryServers;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Est;

/// <summary>A client of EST that is nothing but <c>openssl req</c>, <c>curl</c> and <c>openssl pkcs7</c>, as docs/est.md has them.</summary>
internal sealed class EstClient(EstHost host)
{
    /// <summary>What curl brought.</summary>
    /// <param name="Status">Of HTTP.</param>
    /// <param name="Headers">As received.</param>
    /// <param name="Body">The file it is in.</param>
    public sealed record Answer(int Status, string Headers, string Body)
    {
        public string Text => File.ReadAllText(Body);
    }

    /// <summary>A request in base64, as a file. Without a subject, unless the options bring one.</summary>
    public async Task<string> RequestAsync(string key, params string[] options)
    {
        var (der, text) = (host.NewFile(), host.NewFile());
        string[] subject = options.Contains("-subj") || options.Contains("-config") ? [] : ["-subj", "/"];
        await OpenSsl.RunAsync(["req", "-new", "-key", key, "-outform", "DER", "-out", der, .. subject, .. options]);
        await OpenSsl.RunAsync("base64", "-in", der, "-out", text);
        return text;
    }

    /// <summary>A request that names what the certificate to renew names.</summary>
    public Task<string> RenewalAsync(string key, Guid user, string name) =>
        RequestAsync(key, "-subj", $"/CN={name}", "-addext", $"subjectAltName=URI:urn:blazorchat:user:{user}");

    public Task<Answer> EnrolAsync(string username, string request, params string[] options) =>
        PostAsync($"{host.Plain}/.well-known/est/simpleenroll", request, ["--user", $"{username}:{EstHost.Password}", .. options]);

    /// <summary>Posts with a client certificate.</summary>
    public Task<Answer> ShowAsync(string operation, string request, string certificate, string key) =>
        PostAsync($"{host.WithCertificate}/.well-known/est/{operation}", request, "--cacert", host.ServerCa, "--cert", certificate, "--key", key);

    public Task<Answer> PostAsync(string url, string body, params string[] options) =>
        GetAsync(url, ["--data-binary", $"@{body}", "-H", "Content-Type: application/pkcs10", .. options]);

    public async Task<Answer> GetAsync(string url, params string[] options)
    {
        var (headers, body) = (host.NewFile(), host.NewFile());
        File.WriteAllText(body, "");
        var status = await Tool.RunAsync("curl", ["-sS", "-D", headers, "-o", body, "-w", "%{http_code}", .. options, url]);
        return new Answer(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), await File.ReadAllTextAsync(headers), body);
    }

    /// <summary>The certificates of an answer, as a PEM file.</summary>
    public async Task<string> OpenAsync(Answer answer)
    {
        answer.Status.ShouldBe(200, answer.Status == 200 ? "" : answer.Text);
        var (der, pem) = (host.NewFile(), host.NewFile());
        await OpenSsl.RunAsync("base64", "-d", "-in", answer.Body, "-out", der);
        await OpenSsl.RunAsync("pkcs7", "-inform", "DER", "-in", der, "-print_certs", "-out", pem);
        return pem;
    }

    /// <summary>Enrols with a password and a new key.</summary>
    public async Task<(string Certificate, string Key)> EnrolledAsync(string username)
    {
        var key = host.NewKey();
        return (await OpenAsync(await EnrolAsync(username, await RequestAsync(key))), key);
    }
}
