using System.Diagnostics;
using System.Security.Cryptography;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>The judge that is not ours.</summary>
internal static class OpenSsl
{
    public static Task<(int ExitCode, string Output)> TryAsync(params string[] arguments) => TryToolAsync("openssl", arguments);

    /// <summary>Other judges: GnuTLS, NSS.</summary>
    public static async Task<(int ExitCode, string Output)> TryToolAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardInput.Close(); // or s_client would wait for what to send
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    public static async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(arguments);
        exitCode.ShouldBe(0, output);
        return output;
    }

    /// <summary>Verifies a leaf at the authority's time, with both CRLs.</summary>
    public static Task<(int ExitCode, string Output)> VerifyAsync(TestAuthority host, ReadOnlyMemory<byte> leaf, params string[] options)
    {
        var authority = host.Authority;
        var root = host.Write("root.pem", Pem(authority.RootCertificate));
        var issuing = host.Write("issuing.pem", Pem(authority.IssuingCertificate));
        var lists = host.Write("lists.pem", PemEncoding.WriteString("X509 CRL", authority.Crl.Der.Span) + "\n" + PemEncoding.WriteString("X509 CRL", authority.RootCrl!.Der.Span));
        var certificate = host.Write("leaf.pem", Pem(leaf));
        return TryAsync(["verify", "-x509_strict", "-crl_check", "-crl_check_all", "-attime", $"{host.Clock.GetUtcNow().ToUnixTimeSeconds()}",
            "-CAfile", root, "-untrusted", issuing, "-CRLfile", lists, .. options, certificate]);
    }

    /// <summary>The CRL of the issuing CA as openssl prints it, its signature verified.</summary>
    public static async Task<string> ReadCrlAsync(TestAuthority host)
    {
        var list = host.Write("issuing.crl", host.Authority.Crl.Der);
        var ca = host.Write("issuing.pem", Pem(host.Authority.IssuingCertificate));
        var text = await RunAsync("crl", "-inform", "DER", "-in", list, "-CAfile", ca, "-noout", "-text");
        text.ShouldContain("verify OK");
        return text;
    }

    public static string Pem(ReadOnlyMemory<byte> certificate) => PemEncoding.WriteString("CERTIFICATE", certificate.Span) + "\n";
}
